import { formatDuration, formatFloat } from '../../../../shared/promql/number.ts';
import type { YamlSection } from '../../scrape/config/yaml-section.ts';
import { ownRanges, readCounted } from './counted.ts';
import type { Counted, Indicator } from './objective.ts';
import { type IndicatorQueries, logIndicator, spanIndicator } from './short-indicators.ts';

const OPERATORS = { lte: ['<=', '>'], lt: ['<', '>='], gte: ['>=', '<'], gt: ['>', '<='] } as const;
const OP_NAMES = Object.keys(OPERATORS) as (keyof typeof OPERATORS)[];
const FORMS = ['ratioMetric', 'thresholdMetric', 'x-spans', 'x-logs'] as const;
const UNKNOWN = { service: null, operation: null, container: null };

/** What an indicator is for one of the objectives: a threshold has its own limit in each. */
export type IndicatorOf = (objective: YamlSection) => Indicator;

/** Reads `spec.indicator`. @throws ConfigError */
export function readIndicator(section: YamlSection): IndicatorOf {
  const metadata = section.section('metadata');
  metadata?.ignore('name', 'displayName', 'labels', 'annotations');
  metadata?.end();
  const spec = section.section('spec') ?? section.fail('indicator.spec is missing');
  section.end();
  spec.ignore('description');
  const given = FORMS.filter((form) => spec.has(form));
  if (given.length !== 1) spec.fail(`indicator.spec takes one of ${FORMS.join(', ')}`);
  const [form] = given;
  const inner = spec.section(form ?? '') ?? spec.fail(`${form} is empty`, form);
  spec.end();
  if (form === 'thresholdMetric') return thresholdIndicator(inner);
  const indicator = form === 'ratioMetric' ? ratioIndicator(inner) : ofQueries(inner, shortForm(inner, form));
  return (objective) => {
    for (const key of ['op', 'value']) {
      if (objective.has(key)) objective.fail(`${key} belongs to a thresholdMetric`, key);
    }
    return indicator;
  };
}

const shortForm = (section: YamlSection, form: string | undefined): IndicatorQueries =>
  form === 'x-spans' ? spanIndicator(section) : logIndicator(section);

function ofQueries(section: YamlSection, queries: IndicatorQueries): Indicator {
  const { kind, part, service, operation, container, latencyS } = queries;
  const read = (text: string): Counted => {
    const counted = readCounted(text, true);
    return counted.ok ? counted.value : section.fail(counted.error);
  };
  const [counted, total] = [read(queries.counted), read(queries.total)];
  return { kind, part, counted, total, scope: { service, operation, container }, latencyS };
}

function ratioIndicator(section: YamlSection): Indicator {
  const isCounter = section.boolean('counter') ?? true;
  for (const key of ['raw', 'rawType']) {
    if (section.has(key))
      section.fail(`${key} is not supported: occurrences are counted by good or bad, and total`, key);
  }
  if (section.has('good') === section.has('bad')) section.fail('ratioMetric takes one of good and bad');
  const part = section.has('good') ? 'good' : 'bad';
  const counted = metric(section, part, isCounter);
  const total = metric(section, 'total', isCounter);
  section.end();
  return { kind: 'ratio', part, counted, total, scope: UNKNOWN, latencyS: null };
}

function thresholdIndicator(section: YamlSection): IndicatorOf {
  const values = query(section.section('metricSource') ?? section.fail('metricSource is missing'), false);
  section.end();
  return (objective) => {
    const op =
      objective.choice('op', OP_NAMES) ?? objective.fail('op is missing: a thresholdMetric needs one');
    const value = Number(objective.text('value') ?? Number.NaN);
    if (!Number.isFinite(value)) objective.fail('value is to be a number', 'value');
    const compared = (with_: string, against: string): Counted => {
      const expr = readCounted(`(${values.text}) ${with_} ${against}`, false);
      return expr.ok ? { kind: 'moments', expr: expr.value.expr } : objective.fail(expr.error);
    };
    return {
      kind: 'ratio',
      part: 'bad',
      counted: compared(OPERATORS[op][1], formatFloat(value)),
      // What is no number is no moment at all.
      total: compared('>=', '-Inf'),
      scope: UNKNOWN,
      latencyS: null,
    };
  };
}

function metric(section: YamlSection, key: string, isCounter: boolean): Counted {
  const holder = section.section(key) ?? section.fail(`ratioMetric.${key} is missing`);
  const source = holder.section('metricSource') ?? holder.fail(`${key}.metricSource is missing`);
  holder.end();
  return query(source, isCounter).counted;
}

function query(source: YamlSection, isCounter: boolean): { text: string; counted: Counted } {
  const type = source.text('type') ?? 'prometheus';
  if (type.toLowerCase() !== 'prometheus')
    source.fail(`type: "${type}" is not known here; prometheus is`, 'type');
  source.ignore('metricSourceRef');
  const spec = source.section('spec') ?? source.fail('metricSource.spec is missing');
  source.end();
  const text = spec.text('query') ?? spec.fail('spec.query is missing');
  spec.end();
  const counted = readCounted(text, isCounter);
  if (!counted.ok) return spec.fail(`query: ${counted.error}`, 'query');
  const ranges = ownRanges(counted.value).map(formatDuration);
  if (ranges.length > 0) {
    spec.warn(`query: each window stands in the place of [${ranges.join('], [')}]`, 'query');
  }
  return { text, counted: counted.value };
}
