import type { AlertsStatus, AlertView, RuleView } from '../../../shared/contract/alerts.ts';
import type { NotificationView, SilenceView } from '../../../shared/contract/notifications.ts';
import type { RangeAnswer } from '../../../shared/contract/promql.ts';
import type { AlertCourse, AlertState } from '../../../shared/model/alert.ts';
import type { Label } from '../../../shared/model/series.ts';
import type { StandIn } from './api.ts';
import { smooth } from './noise.ts';
import { entityOf, members } from './shop.ts';

const MIN = 60_000;
const FILE = '/home/dev/shop/rules.yml';
const ERROR_RATE = `  sum by (service) (rate(traces_spanmetrics_calls_total{service="pay", status_code="STATUS_CODE_ERROR"}[1m]))
/ sum by (service) (rate(traces_spanmetrics_calls_total{service="pay"}[1m])) > 0.05`;
const PROMQL: [name: string, expr: string, severity: string, forMs: number][] = [
  ['PayErrorRateHigh', ERROR_RATE, 'critical', MIN],
  [
    'ContainerOomKilled',
    'increase(container_oom_events_total{container_label_com_docker_compose_project="shop"}[10m]) > 0',
    'critical',
    0,
  ],
  [
    'ContainerMemoryHigh',
    'container_memory_working_set_bytes / container_spec_memory_limit_bytes > 0.8',
    'warning',
    MIN,
  ],
  ['TargetDown', 'up == 0', 'warning', 5 * MIN],
  [
    'LatencyP95High',
    'histogram_quantile(0.95, sum by (le, service) (rate(traces_spanmetrics_latency_bucket[5m]))) > 0.5',
    'warning',
    MIN,
  ],
  ['LogErrorsHigh', 'sum by (container) (rate(log_lines_total{level="error"}[5m])) > 1', 'warning', 0],
];

const rule = (name: string, expr: string, i: number, given: Partial<RuleView> = {}): RuleView => ({
  id: `r${i}`,
  kind: 'alert',
  name,
  file: FILE,
  group: i < 10 ? 'shop' : 'more',
  line: 4 + i * 9,
  expr,
  forMs: MIN,
  keepFiringForMs: 0,
  labels: [['severity', 'warning']],
  annotations: [],
  state: 'inactive',
  health: 'ok',
  lastError: null,
  lastEvaluationMs: Date.now() - 4_000,
  lastDurationMs: 0.31,
  ...given,
});

const shopRules: RuleView[] = [
  ...PROMQL.map(([name, expr, severity, forMs], i) =>
    rule(name, expr, i, {
      forMs,
      labels: [['severity', severity]],
      state: i < 2 ? 'firing' : i === 2 ? 'pending' : 'inactive',
    }),
  ),
  ...Array.from({ length: 7 }, (_, i) => rule(`Quiet${i}`, `shop_queue_length{queue="q${i}"} > 100`, 10 + i)),
  rule('FailsToEvaluate', 'sum(a) / on(job) b > 1', 17, {
    health: 'failed',
    lastError:
      'found duplicate series for the match group {job="api"} on the right hand-side of the operation',
  }),
  ...Array.from({ length: 6 }, (_, i) =>
    rule(`shop:calls:rate${i}m`, `sum by (service) (rate(calls_total[${i + 1}m]))`, 20 + i, {
      kind: 'record',
      labels: [],
      annotations: [],
    }),
  ),
];

const member = (name: string) => members.find((each) => each.name === name);

/** An alert of one of the shop's rules; `rule` is its place. */
export function alert(
  ruleAt: number,
  of: Label,
  state: AlertState,
  value: number,
  agoMs: number,
  given: Partial<AlertView> = {},
): AlertView {
  const { id, name, labels } = shopRules[ruleAt] as RuleView;
  const now = Date.now();
  const own: Label[] = [...labels, of, ['alertname', name]];
  const about = member(of[1]);
  return {
    fingerprint: `${ruleAt}${of[1]}`.padEnd(16, '0').slice(0, 16),
    ruleId: id,
    name,
    labels: own.sort(([a], [b]) => (a < b ? -1 : 1)),
    annotations: [
      ['summary', `${name} of ${of[1]}`],
      ['runbook_url', 'https://runbooks.example/pay/errors'],
    ],
    state,
    value,
    activeAtMs: now - agoMs - (state === 'pending' ? 0 : MIN),
    firedAtMs: state === 'pending' ? null : now - agoMs,
    resolvedAtMs: state === 'resolved' ? now - agoMs / 2 : null,
    silencedBy: [],
    inhibitedBy: [],
    muted: false,
    receivers: ['desktop'],
    entity: about ? entityOf(about) : null,
    ...given,
  };
}

/** The shop's rules and the alerts of its trouble. */
export const shopAlerts = (): AlertView[] => [
  alert(0, ['service', 'pay'], 'firing', 0.076, 6.7 * MIN),
  alert(1, ['name', 'orders'], 'firing', 2, 7.8 * MIN),
  alert(2, ['name', 'orders'], 'pending', 0.842, 24_000),
  alert(3, ['job', 'minio'], 'firing', 0, 40 * MIN, { silencedBy: ['s1'] }),
  alert(4, ['service', 'api'], 'resolved', 0.4, 10 * MIN),
  alert(3, ['job', 'orders'], 'resolved', 0, 16 * MIN),
  alert(5, ['container', 'api'], 'resolved', 0.2, 6 * MIN),
];

/** So many alerts that one would rather not have: every seventh pending, every eleventh silenced. */
export const manyAlerts = (count: number): AlertView[] =>
  Array.from({ length: count }, (_, i) => {
    const about: Label = ['service', `service-${i % 40}`];
    const state = i % 13 === 0 ? 'resolved' : i % 7 === 0 ? 'pending' : 'firing';
    const made = alert(i % 6, about, state, i / 100, 10_000 + i * 900, {
      silencedBy: i % 11 === 0 ? ['s1'] : [],
      fingerprint: i.toString(16).padStart(16, '0'),
    });
    return { ...made, labels: [...made.labels, ['instance', `10.0.${i >> 8}.${i & 255}:8080`] as Label] };
  });

export const HOSTILE_ALERT = '<img src=x onerror="window.pwned=1">';

/** Alerts whose names, labels and annotations try to be HTML, to turn the text round, or to fill the page. */
export const hostileAlerts = (): AlertView[] => {
  const base = alert(0, ['service', '\u202eevil\u202c<b>bold</b>'], 'firing', Number.POSITIVE_INFINITY, MIN);
  return [
    {
      ...base,
      name: HOSTILE_ALERT,
      labels: [
        ['alertname', HOSTILE_ALERT],
        ['severity', '"><script>window.pwned=1</script>'],
        ['service', '\u202eevil\u202c<b>bold</b>'],
        ['long', 'x'.repeat(4_000)],
        ...Array.from({ length: 40 }, (_, i): Label => [`label_${i}`, `value of ${i} that goes on and on`]),
      ],
      annotations: [
        ['summary', '<a href="javascript:window.pwned=1">click</a> javascript:window.pwned=1'],
        ['description', `See https://example.com/a?b=<script>window.pwned=1</script> ${'word '.repeat(900)}`],
        ['runbook_url', 'javascript:window.pwned=1'],
        ['\u202ename', 'turned\u202eround\u2066'],
      ],
      fingerprint: 'ffffffffffffffff',
    },
    ...shopAlerts(),
  ];
};

export function alertsStatus({ quiet, alerts, ruleFiles }: StandIn): AlertsStatus {
  const all = quiet ? [] : (alerts ?? shopAlerts());
  const rules = quiet ? [] : shopRules;
  const now = Date.now();
  const told = all.filter(({ silencedBy }) => silencedBy.length === 0);
  const count = (state: AlertState) => told.filter((each) => each.state === state).length;
  return {
    files: quiet
      ? []
      : (ruleFiles ?? [
          { path: FILE, state: 'loaded', errors: [], warnings: [], own: false, loadedMs: now - 9e5 },
        ]),
    groups: quiet
      ? []
      : ['shop', 'more'].map((name) => ({
          ...{ file: FILE, name, intervalMs: 15_000, limit: 0, missed: 0 },
          lastEvaluationMs: now - 4_000,
          lastDurationMs: 0.92,
        })),
    rules,
    alerts: all.slice(0, 2_000),
    counts: {
      firing: count('firing'),
      pending: count('pending'),
      suppressed: all.length - told.length,
      resolved: count('resolved'),
      alertingRules: rules.filter(({ kind }) => kind === 'alert').length,
      recordingRules: rules.filter(({ kind }) => kind === 'record').length,
      failedRules: rules.filter(({ health }) => health === 'failed').length,
    },
    routingRevision: 1,
  };
}

/** When the alerts that there are were pending and fired; before that nothing is known of them. */
export function courses(world: StandIn, name: string | undefined): AlertCourse[] {
  return (world.quiet ? [] : (world.alerts ?? shopAlerts()))
    .filter((each) => name === undefined || each.name === name)
    .slice(0, 100)
    .map(({ labels, activeAtMs, firedAtMs, resolvedAtMs }) => ({
      labels,
      spans: [
        { state: 'pending' as const, startMs: activeAtMs, endMs: firedAtMs },
        ...(firedAtMs === null
          ? []
          : [{ state: 'firing' as const, startMs: firedAtMs, endMs: resolvedAtMs }]),
      ],
    }));
}

/** A value that rises over the range: what pay's error rate did. */
export function rangeAnswer(
  { startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number },
  quiet: boolean,
): RangeAnswer {
  const timesMs = Float64Array.from(
    { length: Math.floor((endMs - startMs) / stepMs) + 1 },
    (_, i) => startMs + i * stepMs,
  );
  const values = timesMs.map((timeMs) => {
    const since = (timeMs - (Date.now() - 12 * MIN)) / (5 * MIN);
    return 0.001 + Math.max(0, Math.min(1, since)) * (0.065 + 0.02 * smooth('pay', timeMs / 10_000));
  });
  return {
    timesMs,
    series: quiet ? [] : [{ labels: [['service', 'pay']], values }],
    present: null,
    truncated: false,
    ...{ warnings: [], infos: [] },
    stats: { seriesRead: 2, samplesRead: 960, peakSamples: 960, elapsedMs: 1.2 },
  };
}

export const silences = (): SilenceView[] => [
  {
    id: 's1',
    matchers: [{ name: 'job', op: '=', value: 'minio' }],
    startsAtMs: Date.now() - 40 * MIN,
    endsAtMs: Date.now() + 200 * MIN,
    updatedAtMs: Date.now() - 40 * MIN,
    createdBy: 'dev',
    comment: 'moves to another disk',
    state: 'active',
    alerts: 1,
  },
];

export const notificationsOf = (fingerprint: string | undefined): NotificationView[] => [
  {
    id: 1,
    timeMs: Date.now() - 6.6 * MIN,
    receiver: 'desktop',
    kind: 'desktop',
    target: '',
    groupLabels: [],
    alerts: [{ name: 'PayErrorRateHigh', fingerprint: fingerprint ?? '', resolved: false }],
    firing: 1,
    resolved: 0,
    outcome: 'sent',
    attempt: 1,
    durationMs: 12,
    error: null,
    test: false,
  },
];
