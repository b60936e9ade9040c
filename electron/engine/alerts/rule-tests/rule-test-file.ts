import { type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import { ConfigError, type ConfigWarning } from '../../scrape/config/config-error.ts';
import { parseYaml, type YamlSection } from '../../scrape/config/yaml-section.ts';
import { type NotatedSeries, parseMetric, parseSeries } from './series-notation.ts';

export interface ExpectedAlert {
  /** Without `alertname`. */
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
}

export interface AlertCheck {
  evalMs: number;
  alertname: string;
  expected: ExpectedAlert[];
  line: number;
}

export interface QueryCheck {
  expr: string;
  evalMs: number;
  expected: { labels: Labels; value: number; histogram: string }[];
  line: number;
}

export interface RuleTest {
  name: string;
  intervalMs: number;
  startMs: number;
  series: NotatedSeries[];
  externalLabels: ReadonlyMap<string, string>;
  externalUrl: string;
  alerts: AlertCheck[];
  queries: QueryCheck[];
  line: number;
}

/** Tests of rules in promtool's shape. */
export interface RuleTestFile {
  /** As they are written; relative to the file. They may hold `*`. */
  ruleFiles: string[];
  intervalMs: number;
  /** Values are equal when they differ by less than a millionth. */
  fuzzy: boolean;
  groupOrder: string[];
  tests: RuleTest[];
}

const MINUTE_MS = 60_000;

/**
 * Reads a file of rule tests.
 *
 * Source: prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules
 *
 * @throws ConfigError
 */
export function parseRuleTests(text: string): RuleTestFile {
  const warnings: ConfigWarning[] = [];
  const root = parseYaml(text, warnings);
  const intervalMs = root.duration('evaluation_interval') || MINUTE_MS;
  const file = {
    ruleFiles: root.strings('rule_files') ?? [],
    intervalMs,
    fuzzy: root.boolean('fuzzy_compare') ?? false,
    groupOrder: root.strings('group_eval_order') ?? [],
    tests: root.sections('tests').map((section, i) => ruleTest(section, i, intervalMs)),
  };
  root.end();
  return file;
}

function ruleTest(section: YamlSection, index: number, evaluationMs: number): RuleTest {
  const test = {
    name: section.string('name') ?? `test ${index + 1}`,
    intervalMs: section.duration('interval') || evaluationMs,
    startMs: startTime(section),
    series: section.sections('input_series').map(inputSeries),
    externalLabels: section.stringMap('external_labels'),
    externalUrl: section.string('external_url') ?? '',
    alerts: section.sections('alert_rule_test').map(alertCheck),
    queries: section.sections('promql_expr_test').map(queryCheck),
    line: section.line,
  };
  section.end();
  return test;
}

/** Seconds since the epoch or RFC 3339; the epoch without it. */
function startTime(section: YamlSection): number {
  const text = section.text('start_timestamp');
  if (text === undefined) return 0;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(ms) ? section.fail(`start_timestamp: not a time: "${text}"`, 'start_timestamp') : ms;
}

function inputSeries(section: YamlSection): NotatedSeries {
  const [series, values] = [section.string('series') ?? '', section.string('values') ?? ''];
  section.end();
  return guarded(section, 'series', () => parseSeries(`${series} ${values}`));
}

function alertCheck(section: YamlSection): AlertCheck {
  const check = {
    evalMs: section.duration('eval_time') ?? 0,
    alertname: section.string('alertname') ?? '',
    expected: section.sections('exp_alerts').map(expectedAlert),
    line: section.line,
  };
  if (check.alertname === '') section.fail('an alert_rule_test needs an alertname');
  section.end();
  return check;
}

function expectedAlert(section: YamlSection): ExpectedAlert {
  const alert = {
    labels: section.stringMap('exp_labels'),
    annotations: section.stringMap('exp_annotations'),
  };
  section.end();
  return alert;
}

function queryCheck(section: YamlSection): QueryCheck {
  const check = {
    expr: section.string('expr') ?? '',
    evalMs: section.duration('eval_time') ?? 0,
    expected: section.sections('exp_samples').map(expectedSample),
    line: section.line,
  };
  section.end();
  return check;
}

function expectedSample(section: YamlSection) {
  const labels = section.string('labels') ?? '';
  const value = section.string('value') ?? '0';
  const sample = {
    labels: guarded(section, 'labels', () => parseMetric(labels).labels),
    value: guarded(section, 'value', () => parseSeries(`x ${value}`).values[0] as number),
    histogram: section.string('histogram') ?? '',
  };
  section.end();
  return sample;
}

/** What is thrown gets its line. @throws ConfigError */
function guarded<T>(section: YamlSection, key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return section.fail(`${key}: ${error instanceof Error ? error.message : String(error)}`, key);
  }
}

/** `m{a="b"}` with its labels in order. */
export function labelText(labels: Labels): string {
  const name = labels.find(([label]) => label === METRIC_NAME)?.[1] ?? '';
  const others = labels.filter(([label]) => label !== METRIC_NAME);
  const inside = others.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
  return inside === '' && name !== '' ? name : `${name}{${inside}}`;
}
