import { RE2JS } from 're2js';
import type { ScrapeJob } from './config/scrape-job.ts';

/** The same for jobs that say the same: a reload leaves those alone. */
export const jobFingerprint = (job: ScrapeJob): string =>
  JSON.stringify(job, (_key, value: unknown) => {
    if (value instanceof RE2JS) return value.pattern();
    return typeof value === 'bigint' ? String(value) : value;
  });
