/** What a simple rule is about; of each there may be one container, service, …, or any. */
export type Subject = 'container' | 'service' | 'search' | 'job' | 'mountpoint';

export interface SimpleChoice {
  label: string;
  options: readonly { value: string; label: string }[];
}

/**
 * A rule that is asked for by a few fields. In its expression `<subject>` stands for the matcher of its subject,
 * `<window>` for the time that is looked at, `<choice>` for what is chosen and `<threshold>` for the number.
 */
export interface SimpleShape {
  kind: SimpleKind;
  title: string;
  /** What it watches, in a sentence. */
  help: string;
  group: 'Container' | 'Logs' | 'Service' | 'Target' | 'Host';
  subject: Subject | null;
  expr: string;
  /** What the number is; null where there is none to choose. */
  threshold: { label: string; unit: string; standard: number } | null;
  windowMs: number | null;
  choice: SimpleChoice | null;
  name: string;
  forMs: number;
  severity: string;
  /** Template of the annotation `summary`; may have `<window>`. */
  summary: string;
}

export const simpleKinds = [
  'memory',
  'cpu',
  'restarts',
  'health',
  'exit',
  'oom',
  'log-level',
  'log-search',
  'errors',
  'latency',
  'target',
  'disk',
  'host-memory',
] as const;
export type SimpleKind = (typeof simpleKinds)[number];

const SERVED = 'span_kind=~"SPAN_KIND_(SERVER|CONSUMER)"';
const percent = (standard: number) => ({ label: 'above', unit: '%', standard });
const MINUTE_MS = 60_000;

const shapes: Record<SimpleKind, Omit<SimpleShape, 'kind'>> = {
  memory: {
    title: 'Memory of a container',
    help: 'Share of its memory limit in use. A container without a limit is measured by the host’s memory.',
    group: 'Container',
    subject: 'container',
    expr: '100 * max by (name) (container_memory_working_set_bytes{name<subject>}) / max by (name) (container_spec_memory_limit_bytes{name<subject>}) > <threshold>',
    threshold: percent(90),
    windowMs: null,
    choice: null,
    name: 'ContainerMemoryHigh',
    forMs: 2 * MINUTE_MS,
    severity: 'warning',
    summary: '{{ $labels.name }} uses {{ printf "%.1f" $value }} % of its memory limit',
  },
  cpu: {
    title: 'CPU of a container',
    help: 'CPU time in use; 100 % is one core.',
    group: 'Container',
    subject: 'container',
    expr: '100 * sum by (name) (rate(container_cpu_usage_seconds_total{name<subject>}[<window>])) > <threshold>',
    threshold: percent(80),
    windowMs: MINUTE_MS,
    choice: null,
    name: 'ContainerCpuHigh',
    forMs: 5 * MINUTE_MS,
    severity: 'warning',
    summary: '{{ $labels.name }} uses {{ printf "%.0f" $value }} % of a core',
  },
  restarts: {
    title: 'Restarts of a container',
    help: 'How often it was started again.',
    group: 'Container',
    subject: 'container',
    expr: 'sum by (name) (increase(container_restarts_total{name<subject>}[<window>])) > <threshold>',
    threshold: { label: 'more than', unit: 'times', standard: 2 },
    windowMs: 10 * MINUTE_MS,
    choice: null,
    name: 'ContainerRestarting',
    forMs: 0,
    severity: 'critical',
    summary: '{{ $labels.name }} restarted {{ printf "%.0f" $value }} times within <window>',
  },
  health: {
    title: 'Health of a container',
    help: 'Its health check does not succeed.',
    group: 'Container',
    subject: 'container',
    expr: 'container_health_state{name<subject>} == 0',
    threshold: null,
    windowMs: null,
    choice: null,
    name: 'ContainerUnhealthy',
    forMs: MINUTE_MS,
    severity: 'critical',
    summary: '{{ $labels.name }} is not healthy',
  },
  exit: {
    title: 'Exit code of a container',
    help: 'It ended with an exit code that is no ordinary end.',
    group: 'Container',
    subject: 'container',
    expr: 'sum by (name, exit_code) (increase(container_exits_total{name<subject>,exit_code<choice>}[<window>])) > 0',
    threshold: null,
    windowMs: 5 * MINUTE_MS,
    choice: {
      label: 'exit code',
      options: [
        { value: '!~"0|130|137|143"', label: 'not 0, nor a stop by signal' },
        { value: '!="0"', label: 'not 0' },
        { value: '="137"', label: '137, killed' },
        { value: '="139"', label: '139, segmentation fault' },
        { value: '="1"', label: '1, general error' },
      ],
    },
    name: 'ContainerFailed',
    forMs: 0,
    severity: 'critical',
    summary: '{{ $labels.name }} ended with exit code {{ $labels.exit_code }}',
  },
  oom: {
    title: 'Out of memory',
    help: 'The kernel killed a process of it for want of memory.',
    group: 'Container',
    subject: 'container',
    expr: 'sum by (name) (increase(container_oom_events_total{name<subject>}[<window>])) > 0',
    threshold: null,
    windowMs: 10 * MINUTE_MS,
    choice: null,
    name: 'ContainerOomKilled',
    forMs: 0,
    severity: 'critical',
    summary: '{{ $labels.name }} ran out of memory {{ printf "%.0f" $value }} times within <window>',
  },
  'log-level': {
    title: 'Log lines of a level',
    help: 'How many lines of a level a container writes in a minute.',
    group: 'Logs',
    subject: 'container',
    expr: '60 * sum by (container) (rate(trivet_log_lines_total{container<subject>,level<choice>}[<window>])) > <threshold>',
    threshold: { label: 'more than', unit: 'a minute', standard: 10 },
    windowMs: 5 * MINUTE_MS,
    choice: {
      label: 'level',
      options: [
        { value: '=~"error|fatal"', label: 'error or fatal' },
        { value: '=~"warn|error|fatal"', label: 'warn or worse' },
        { value: '="fatal"', label: 'fatal' },
        { value: '=~".+"', label: 'any' },
      ],
    },
    name: 'LogErrorsHigh',
    forMs: 0,
    severity: 'warning',
    summary: '{{ $labels.container }} logs {{ printf "%.1f" $value }} such lines a minute',
  },
  'log-search': {
    title: 'Log lines of a search',
    help: 'How many lines a saved search finds in a minute; it is counted from when it is recorded.',
    group: 'Logs',
    subject: 'search',
    expr: '60 * sum by (search, container) (rate(trivet_log_search_lines_total{search<subject>}[<window>])) > <threshold>',
    threshold: { label: 'more than', unit: 'a minute', standard: 5 },
    windowMs: 5 * MINUTE_MS,
    choice: null,
    name: 'LogSearchHigh',
    forMs: 0,
    severity: 'warning',
    summary: '{{ $labels.container }}: {{ printf "%.1f" $value }} lines a minute of {{ $labels.search }}',
  },
  errors: {
    title: 'Errors of a service',
    help: 'Share of the calls it serves that fail, from its spans.',
    group: 'Service',
    subject: 'service',
    expr: `100 * sum by (service) (rate(traces_spanmetrics_calls_total{service<subject>,${SERVED},status_code="STATUS_CODE_ERROR"}[<window>])) / sum by (service) (rate(traces_spanmetrics_calls_total{service<subject>,${SERVED}}[<window>])) > <threshold>`,
    threshold: percent(5),
    windowMs: 5 * MINUTE_MS,
    choice: null,
    name: 'ServiceErrorRateHigh',
    forMs: MINUTE_MS,
    severity: 'critical',
    summary: '{{ printf "%.1f" $value }} % of the calls of {{ $labels.service }} fail',
  },
  latency: {
    title: 'Latency of a service',
    help: 'How long the calls it serves take, from its spans.',
    group: 'Service',
    subject: 'service',
    expr: `histogram_quantile(<choice>, sum by (service, le) (rate(traces_spanmetrics_latency_bucket{service<subject>,${SERVED}}[<window>]))) > <threshold>`,
    threshold: { label: 'above', unit: 's', standard: 0.5 },
    windowMs: 5 * MINUTE_MS,
    choice: {
      label: 'of the calls',
      options: [
        { value: '0.95', label: 'p95' },
        { value: '0.99', label: 'p99' },
        { value: '0.9', label: 'p90' },
        { value: '0.5', label: 'median' },
      ],
    },
    name: 'ServiceLatencyHigh',
    forMs: 2 * MINUTE_MS,
    severity: 'warning',
    summary: 'calls of {{ $labels.service }} take {{ humanizeDuration $value }}',
  },
  target: {
    title: 'Target down',
    help: 'A scraped target does not answer.',
    group: 'Target',
    subject: 'job',
    expr: 'up{job<subject>} == 0',
    threshold: null,
    windowMs: null,
    choice: null,
    name: 'TargetDown',
    forMs: MINUTE_MS,
    severity: 'critical',
    summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer',
  },
  disk: {
    title: 'Disk of the host',
    help: 'Share of a file system in use.',
    group: 'Host',
    subject: 'mountpoint',
    expr: '100 - 100 * node_filesystem_avail_bytes{mountpoint<subject>} / node_filesystem_size_bytes{mountpoint<subject>} > <threshold>',
    threshold: percent(90),
    windowMs: null,
    choice: null,
    name: 'HostDiskFull',
    forMs: 5 * MINUTE_MS,
    severity: 'warning',
    summary: '{{ $labels.mountpoint }} is {{ printf "%.1f" $value }} % full',
  },
  'host-memory': {
    title: 'Memory of the host',
    help: 'Share of the machine’s memory in use.',
    group: 'Host',
    subject: null,
    expr: '100 - 100 * node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > <threshold>',
    threshold: percent(90),
    windowMs: null,
    choice: null,
    name: 'HostMemoryHigh',
    forMs: 5 * MINUTE_MS,
    severity: 'warning',
    summary: '{{ printf "%.1f" $value }} % of the host’s memory is in use',
  },
};

export const simpleShape = (kind: SimpleKind): SimpleShape => ({ kind, ...shapes[kind] });
export const simpleShapes: readonly SimpleShape[] = simpleKinds.map(simpleShape);
