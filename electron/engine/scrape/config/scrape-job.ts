import type { RelabelRule } from '../relabel/relabel.ts';
import { type DiscoveryConfig, discoveryConfig } from './discovery-config.ts';
import { prometheusDuration } from './duration.ts';
import { type HttpClientConfig, httpClientConfig } from './http-client-config.ts';
import type { NameScheme } from './label-names.ts';
import { relabelRule } from './relabel-config.ts';
import type { YamlSection } from './yaml-section.ts';

export const scrapeProtocols = [
  'PrometheusProto',
  'OpenMetricsText0.0.1',
  'OpenMetricsText1.0.0',
  'PrometheusText0.0.4',
  'PrometheusText1.0.0',
] as const;
export type ScrapeProtocol = (typeof scrapeProtocols)[number];

/** What a scrape may bring; 0 is no limit, as Prometheus has it. */
export interface ScrapeLimits {
  /** After decompression. */
  bodyBytes: number;
  samples: number;
  targets: number;
  labels: number;
  labelNameBytes: number;
  labelValueBytes: number;
}

/** What a job takes over from `global` where it says nothing itself. */
export interface ScrapeDefaults {
  intervalMs: number;
  timeoutMs: number;
  protocols: readonly ScrapeProtocol[];
  limits: ScrapeLimits;
  scheme: NameScheme;
  extraMetrics: boolean;
}

/** One entry of scrape_configs, checked, with everything that is not given filled in. */
export interface ScrapeJob {
  name: string;
  honorLabels: boolean;
  honorTimestamps: boolean;
  trackTimestampsStaleness: boolean;
  params: [name: string, values: string[]][];
  intervalMs: number;
  timeoutMs: number;
  protocols: readonly ScrapeProtocol[];
  /** How a body without a content type of its own is read. */
  fallbackProtocol: ScrapeProtocol | null;
  metricsPath: string;
  urlScheme: 'http' | 'https';
  compression: boolean;
  client: HttpClientConfig;
  limits: ScrapeLimits;
  /** scrape_timeout_seconds and others of its kind. */
  extraMetrics: boolean;
  relabel: RelabelRule[];
  metricRelabel: RelabelRule[];
  discovery: DiscoveryConfig;
}

/** @throws ConfigError */
export function scrapeJob(section: YamlSection, defaults: ScrapeDefaults, baseDir: string): ScrapeJob {
  const name = section.text('job_name') ?? section.fail('job_name is empty');
  const scheme = nameScheme(section, defaults.scheme);
  const job: ScrapeJob = {
    name,
    honorLabels: section.boolean('honor_labels') ?? false,
    honorTimestamps: section.boolean('honor_timestamps') ?? true,
    trackTimestampsStaleness: section.boolean('track_timestamps_staleness') ?? false,
    params: params(section.section('params')),
    ...timing(section, name, defaults),
    protocols: protocols(section) ?? defaults.protocols,
    fallbackProtocol: section.choice('fallback_scrape_protocol', scrapeProtocols) ?? null,
    metricsPath: section.text('metrics_path') ?? '/metrics',
    urlScheme: section.choice('scheme', ['http', 'https'] as const) ?? 'http',
    compression: section.boolean('enable_compression') ?? true,
    client: httpClientConfig(section, baseDir),
    limits: limits(section, defaults.limits),
    extraMetrics: section.boolean('extra_scrape_metrics') ?? defaults.extraMetrics,
    relabel: section.sections('relabel_configs').map((rule) => relabelRule(rule, scheme)),
    metricRelabel: section.sections('metric_relabel_configs').map((rule) => relabelRule(rule, scheme)),
    discovery: discoveryConfig(section, baseDir, scheme),
  };
  notSupported(section);
  section.end();
  if (job.relabel.length === 0) checkAddresses(section, job);
  return job;
}

/** Keys that stand in `global` and in a job alike and mean nothing here. */
export function notSupported(section: YamlSection): void {
  section.unsupported('scrape_failure_log_file', 'the last error stands on the targets page');
  section.unsupported('keep_dropped_targets', 'the first 1,000 are kept');
  for (const key of ['scrape_native_histograms', 'scrape_classic_histograms']) {
    if (section.boolean(key)) section.warn(`${key} is not supported: classic histograms are read`, key);
  }
  for (const key of ['always_scrape_classic_histograms', 'convert_classic_histograms_to_nhcb']) {
    if (section.boolean(key))
      section.warn(`${key} is not supported: classic histograms are kept as they are`, key);
  }
  for (const key of ['native_histogram_bucket_limit', 'native_histogram_min_bucket_factor']) {
    section.unsupported(key, 'native histograms are not limited by it');
  }
}

/** Also takes metric_name_escaping_scheme, which says how a target is asked to write names. */
export function nameScheme(section: YamlSection, standard: NameScheme): NameScheme {
  const given = section.choice('metric_name_validation_scheme', ['utf8', 'legacy'] as const);
  const scheme = given ?? standard;
  const escaping = section.choice('metric_name_escaping_scheme', [
    'allow-utf-8',
    'underscores',
    'dots',
    'values',
  ] as const);
  if (escaping === 'allow-utf-8' && scheme === 'legacy') {
    section.fail('metric_name_escaping_scheme allow-utf-8 needs utf8 names', 'metric_name_escaping_scheme');
  }
  if (escaping !== undefined && escaping !== 'allow-utf-8') {
    section.warn(
      `metric_name_escaping_scheme ${escaping} is not supported: names are taken as they come`,
      'metric_name_escaping_scheme',
    );
  }
  return scheme;
}

/** Each protocol once, in the order of preference. */
export function protocols(section: YamlSection): ScrapeProtocol[] | undefined {
  const names = section.strings('scrape_protocols');
  if (names === undefined) return undefined;
  const known = names.map(
    (name) =>
      scrapeProtocols.find((protocol) => protocol === name) ??
      section.fail(
        `scrape_protocols: unknown protocol "${name}"; there are ${scrapeProtocols.join(', ')}`,
        'scrape_protocols',
      ),
  );
  if (known.length === 0) section.fail('scrape_protocols cannot be empty', 'scrape_protocols');
  if (new Set(known).size < known.length)
    section.fail('scrape_protocols: a protocol stands twice', 'scrape_protocols');
  return known;
}

export function limits(section: YamlSection, standard: ScrapeLimits): ScrapeLimits {
  return {
    bodyBytes: section.byteSize('body_size_limit') ?? standard.bodyBytes,
    samples: section.integer('sample_limit') ?? standard.samples,
    targets: section.integer('target_limit') ?? standard.targets,
    labels: section.integer('label_limit') ?? standard.labels,
    labelNameBytes: section.integer('label_name_length_limit') ?? standard.labelNameBytes,
    labelValueBytes: section.integer('label_value_length_limit') ?? standard.labelValueBytes,
  };
}

/** Without a timeout of its own a job has the global one, or its interval where that is shorter. */
function timing(section: YamlSection, name: string, defaults: ScrapeDefaults) {
  const intervalMs = section.duration('scrape_interval') || defaults.intervalMs;
  const given = section.duration('scrape_timeout') || null;
  if (given !== null && given > intervalMs) {
    section.fail(
      `scrape timeout greater than scrape interval for scrape config with job name "${name}": ` +
        `${prometheusDuration(given)} > ${prometheusDuration(intervalMs)}`,
      'scrape_timeout',
    );
  }
  return { intervalMs, timeoutMs: given ?? Math.min(defaults.timeoutMs, intervalMs) };
}

function params(section: YamlSection | undefined): ScrapeJob['params'] {
  return (section?.keys() ?? []).map((name) => [name, section?.strings(name) ?? []]);
}

/** A URL where an address belongs is seen at once, unless relabelling may still make an address of it. */
function checkAddresses(section: YamlSection, { discovery }: ScrapeJob): void {
  const bad = discovery.static.flatMap(({ targets }) => targets).find((target) => target.includes('/'));
  if (bad !== undefined) section.fail(`"${bad}" is not a valid hostname`, 'static_configs');
}
