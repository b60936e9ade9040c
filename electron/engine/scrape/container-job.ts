import { standardScrape } from './config/prometheus-config.ts';
import { type ScrapeJob, scrapeJob } from './config/scrape-job.ts';
import { parseYaml } from './config/yaml-section.ts';

export const CONTAINERS_ORIGIN = 'containers';

/** How containers are scraped that ask for it by their labels, or that were taken. */
export const containerJob = (extraMetrics: boolean): ScrapeJob =>
  scrapeJob(
    parseYaml(`job_name: ${CONTAINERS_ORIGIN}\nscrape_interval: 15s`, []),
    { ...standardScrape, extraMetrics },
    '/',
  );
