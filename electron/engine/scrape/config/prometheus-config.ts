import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import { ConfigError, type ConfigWarning } from './config-error.ts';
import { isLabelName } from './label-names.ts';
import {
  limits,
  nameScheme,
  notSupported,
  protocols,
  type ScrapeDefaults,
  type ScrapeJob,
  scrapeJob,
} from './scrape-job.ts';
import { parseYaml, type YamlSection } from './yaml-section.ts';

/** What of a prometheus.yml Trivet scrapes by. */
export interface PrometheusConfig {
  jobs: ScrapeJob[];
  warnings: ConfigWarning[];
  /** Other files that were read for it, so that their changes are seen too. */
  files: string[];
  /** Rule files that it names, with the interval that it sets for their groups; absolute paths and globs. */
  ruleFiles: { pattern: string; intervalMs: number | null }[];
}

const MOST_JOBS = 1_000;
const MOST_FILES = 1_000;
const RULE_PATTERN = /^[^*]*(\*[^/]*)?$/;

/** What is scraped with where nothing is said; the protocols as Prometheus 3 prefers them. */
export const standardScrape: ScrapeDefaults = {
  intervalMs: 60_000,
  timeoutMs: 10_000,
  protocols: ['OpenMetricsText1.0.0', 'OpenMetricsText0.0.1', 'PrometheusText1.0.0', 'PrometheusText0.0.4'],
  limits: { bodyBytes: 0, samples: 0, targets: 0, labels: 0, labelNameBytes: 0, labelValueBytes: 0 },
  scheme: 'utf8',
  extraMetrics: false,
};

/**
 * Reads a prometheus.yml as Prometheus 3 reads it, as far as scraping goes; everything else that it may hold is named
 * in the warnings.
 *
 * @param baseDir what relative paths in it start from
 * @param extraMetrics what holds where the file does not say extra_scrape_metrics
 */
export function parsePrometheusConfig(
  text: string,
  baseDir: string,
  extraMetrics = false,
): Result<PrometheusConfig, ConfigError> {
  const warnings: ConfigWarning[] = [];
  try {
    const root = parseYaml(text, warnings);
    const { defaults, evaluationMs } = globalDefaults(root, { ...standardScrape, extraMetrics });
    const own = root.sections('scrape_configs').map((section) => ({
      section,
      job: scrapeJob(section, defaults, baseDir),
    }));
    const { files, jobs } = namedFiles(root, defaults, baseDir, warnings);
    const ruleFiles = rulePatterns(root, baseDir).map((pattern) => ({ pattern, intervalMs: evaluationMs }));
    otherSections(root);
    root.end();
    const all = [...own, ...jobs];
    checkNames(all);
    warnings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return ok({ jobs: all.map(({ job }) => job), warnings, files, ruleFiles });
  } catch (error) {
    if (error instanceof ConfigError) return err(error);
    throw error;
  }
}

interface ReadJob {
  section: YamlSection;
  job: ScrapeJob;
}

function checkNames(jobs: ReadJob[]): void {
  const seen = new Set<string>();
  for (const { section, job } of jobs) {
    if (seen.has(job.name)) {
      section.fail(`found multiple scrape configs with job name "${job.name}"`, 'job_name');
    }
    seen.add(job.name);
    if (seen.size > MOST_JOBS) section.fail(`more than ${MOST_JOBS} jobs`);
  }
}

function globalDefaults(root: YamlSection, standard: ScrapeDefaults) {
  const section = root.section('global');
  if (!section) return { defaults: standard, evaluationMs: null };
  const intervalMs = section.duration('scrape_interval') || standard.intervalMs;
  const given = section.duration('scrape_timeout') || null;
  if (given !== null && given > intervalMs) {
    section.fail('global scrape timeout greater than scrape interval', 'scrape_timeout');
  }
  const defaults: ScrapeDefaults = {
    intervalMs,
    timeoutMs: given ?? Math.min(standard.timeoutMs, intervalMs),
    protocols: protocols(section) ?? standard.protocols,
    limits: limits(section, standard.limits),
    scheme: nameScheme(section, standard.scheme),
    extraMetrics: section.boolean('extra_scrape_metrics') ?? standard.extraMetrics,
  };
  const evaluationMs = section.duration('evaluation_interval') || null;
  section.unsupported('rule_query_offset', 'groups of rules may say it themselves');
  section.unsupported('query_log_file', 'queries are not logged');
  externalLabels(section, defaults);
  notSupported(section);
  section.end();
  return { defaults, evaluationMs };
}

/** Prometheus puts them on what it sends elsewhere, and Trivet sends nothing. */
function externalLabels(section: YamlSection, { scheme }: ScrapeDefaults): void {
  const labels = section.stringMap('external_labels');
  const bad = [...labels.keys()].find((name) => !isLabelName(name, scheme));
  if (bad !== undefined) section.fail(`"${bad}" is not a valid label name`, 'external_labels');
  if (labels.size > 0)
    section.warn('external_labels has no effect: nothing is sent elsewhere', 'external_labels');
}

function otherSections(root: YamlSection): void {
  root.unsupported('alerting', 'the settings of alerts say who is told');
  root.unsupported('remote_write', 'samples are not sent elsewhere');
  root.unsupported('remote_read', 'samples are not read from elsewhere');
  root.unsupported('storage', 'see the retention in the settings');
  root.unsupported('otlp', 'names are translated as with UnderscoreEscapingWithSuffixes');
  root.unsupported('tracing', 'Trivet does not trace itself');
  root.unsupported('runtime', 'it is for the Go runtime');
}

function rulePatterns(root: YamlSection, baseDir: string): string[] {
  const patterns = root.strings('rule_files') ?? [];
  const bad = patterns.find((pattern) => !RULE_PATTERN.test(pattern));
  if (bad !== undefined) root.fail(`invalid rule file path "${bad}"`, 'rule_files');
  for (const pattern of patterns) {
    if (!pattern.includes('*') && !existsSync(resolve(baseDir, pattern))) {
      root.warn(`rule_files: ${pattern} does not exist`, 'rule_files');
    }
  }
  return patterns.map((pattern) => resolve(baseDir, pattern));
}

/** scrape_config_files: more jobs in files of their own, whose paths start from themselves. */
function namedFiles(root: YamlSection, defaults: ScrapeDefaults, baseDir: string, warnings: ConfigWarning[]) {
  const files: string[] = [];
  const jobs: ReadJob[] = [];
  for (const pattern of root.strings('scrape_config_files') ?? []) {
    if (!RULE_PATTERN.test(pattern))
      root.fail(`invalid scrape config file path "${pattern}"`, 'scrape_config_files');
    const found = pattern.includes('*')
      ? globSync(resolve(baseDir, pattern)).sort()
      : [resolve(baseDir, pattern)];
    if (found.length === 0) root.warn(`scrape_config_files: no file is ${pattern}`, 'scrape_config_files');
    for (const path of found) {
      files.push(path);
      if (files.length > MOST_FILES)
        root.fail(`more than ${MOST_FILES} scrape config files`, 'scrape_config_files');
      const text = readNamed(root, path);
      if (text !== null) jobs.push(...jobsOfFile(text, path, defaults, warnings));
    }
  }
  return { files, jobs };
}

function readNamed(root: YamlSection, path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') root.warn(`scrape_config_files: ${path} does not exist`, 'scrape_config_files');
    else root.fail(`scrape_config_files: ${message}`, 'scrape_config_files');
    return null;
  }
}

function jobsOfFile(
  text: string,
  path: string,
  defaults: ScrapeDefaults,
  warnings: ConfigWarning[],
): ReadJob[] {
  const root = parseYaml(text, warnings, `${path}: `);
  const baseDir = dirname(path);
  const jobs = root
    .sections('scrape_configs')
    .map((section) => ({ section, job: scrapeJob(section, defaults, baseDir) }));
  root.end();
  return jobs;
}
