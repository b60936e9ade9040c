import { count } from '../../shared/model/format.ts';
import type { FileJob } from './open-file-store.ts';

/** Several files in one line: `14 files: 9 opened, 3 being read, 2 not opened`. */
export function jobsSummary(jobs: readonly Pick<FileJob, 'outcome'>[]): {
  text: string;
  spans: number;
  logRecords: number;
  reading: number;
} {
  let opened = 0;
  let spans = 0;
  let logRecords = 0;
  let reading = 0;
  for (const { outcome } of jobs) {
    if (outcome.kind === 'reading') reading++;
    if (outcome.kind !== 'done') continue;
    opened++;
    spans += outcome.result.spans;
    logRecords += outcome.result.logs?.records ?? 0;
  }
  const failed = jobs.length - opened - reading;
  const parts = [
    opened > 0 ? `${count(opened)} opened` : '',
    reading > 0 ? `${count(reading)} being read` : '',
    failed > 0 ? `${count(failed)} not opened` : '',
  ].filter((part) => part !== '');
  return { text: `${count(jobs.length)} files: ${parts.join(', ')}`, spans, logRecords, reading };
}
