import {
  type Exemplar,
  type Labels,
  METRIC_NAME,
  type MetricType,
  seriesKey,
} from '../../../../shared/model/series.ts';
import { type DocumentRules, nameOf } from './document-rules.ts';
import { ExpositionError } from './exposition.ts';
import { HistogramRules } from './histogram-rules.ts';
import type { SampleText } from './sample-text.ts';
import type { MetadataLine } from './series-cache.ts';

/** What each type's samples have behind the family's name (OpenMetrics 1.0, 5.3). */
const suffixes: Record<MetricType, readonly string[]> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** Code points of all labels of an exemplar together. */
const MOST_EXEMPLAR_CHARACTERS = 128;

type Sample = Pick<SampleText, 'value' | 'timeMs' | 'exemplar'>;

interface Family {
  name: string;
  type: MetricType;
  told: Set<string>;
  unit: string;
  sampled: boolean;
  /** Groups that samples were of before the present one. */
  groups: Set<string>;
}

/** The samples of one set of labels, but for those that tell the samples of one point apart. */
interface Group {
  key: string;
  timeMs: number;
  histogram: HistogramRules;
}

/**
 * OpenMetrics 1.0 (github.com/prometheus/OpenMetrics, specification 4 and 5): families one after the other, groups
 * within them, metadata first and once, and the values, labels and exemplars that each type may have.
 */
export class OpenMetricsRules implements DocumentRules {
  readonly #finished = new Set<string>();
  #family: Family | null = null;
  #group: Group | null = null;

  metadata({ kind, family: name, text }: MetadataLine): void {
    const family = this.#family?.name === name ? this.#family : this.#begin(name);
    if (family.sampled) expected(`metadata of ${name} before its samples`, 'it behind them');
    if (family.told.has(kind)) expected(`one ${kind.toUpperCase()} of ${name}`, 'a second one');
    family.told.add(kind);
    if (kind === 'type') family.type = text as MetricType;
    if (kind === 'unit') family.unit = text;
    const unitless = family.type === 'info' || family.type === 'stateset';
    if (unitless && family.unit !== '')
      expected(`no unit of ${family.type} ${name}`, JSON.stringify(family.unit));
  }

  sample(labels: Labels, sample: Sample): void {
    const name = nameOf(labels);
    const family = this.#familyOf(name);
    const suffix = name.slice(family.name.length);
    family.sampled = true;
    const group = this.#groupOf(family, labels, suffix, sample.timeMs);
    checkLabels(family, suffix, labels);
    checkValue(family.type, suffix, sample.value);
    checkExemplar(family.type, suffix, sample.exemplar);
    if (family.type === 'histogram' || family.type === 'gaugehistogram') {
      group.histogram.sample(suffix, labelOf(labels, 'le'), sample.value);
    }
  }

  end(): void {
    this.#finish();
  }

  #familyOf(name: string): Family {
    const family = this.#family;
    if (family) {
      if (suffixes[family.type].some((suffix) => name === family.name + suffix)) return family;
      if (name === family.name) {
        const allowed = suffixes[family.type].map((suffix) => name + suffix).join(' or ');
        expected(`a sample of ${family.type} ${name}, as ${allowed}`, name);
      }
    }
    return this.#begin(name);
  }

  #begin(name: string): Family {
    this.#finish();
    if (this.#finished.has(name)) expected(`all of ${name} together`, 'more of it');
    this.#family = { name, type: 'unknown', told: new Set(), unit: '', sampled: false, groups: new Set() };
    return this.#family;
  }

  #finish(): void {
    this.#group?.histogram.end();
    this.#group = null;
    if (this.#family) this.#finished.add(this.#family.name);
    this.#family = null;
  }

  #groupOf(family: Family, labels: Labels, suffix: string, timeMs: number): Group {
    const apart = partLabel(family, suffix);
    const key = seriesKey(labels.filter(([name]) => name !== apart && name !== METRIC_NAME));
    const group = this.#group;
    if (group?.key === key) {
      if (Number.isNaN(group.timeMs) !== Number.isNaN(timeMs)) {
        expected('times on all samples of the same labels or on none', 'one with and one without');
      }
      if (timeMs < group.timeMs)
        expected('times that do not go back', `${timeMs / 1000} behind ${group.timeMs / 1000}`);
      if (timeMs > group.timeMs) this.#beginGroup(family, key, timeMs);
      return this.#group as Group;
    }
    if (family.groups.has(key)) expected('samples of the same labels together', 'more of them');
    family.groups.add(key);
    return this.#beginGroup(family, key, timeMs);
  }

  #beginGroup(family: Family, key: string, timeMs: number): Group {
    this.#group?.histogram.end();
    this.#group = { key, timeMs, histogram: new HistogramRules(family.type === 'gaugehistogram') };
    return this.#group;
  }
}

function expected(what: string, found: string): never {
  throw new ExpositionError(what, found);
}

const labelOf = (labels: Labels, name: string): string | undefined =>
  labels.find(([label]) => label === name)?.[1];

/** The label that tells samples of one point apart. */
function partLabel({ type, name }: Family, suffix: string): string | null {
  if (suffix === '_bucket') return 'le';
  if (type === 'summary' && suffix === '') return 'quantile';
  return type === 'stateset' ? name : null;
}

function checkLabels(family: Family, suffix: string, labels: Labels): void {
  const part = partLabel(family, suffix);
  if (part === null) return;
  const value = labelOf(labels, part);
  if (value === undefined) expected(`label ${part} of a ${family.type}`, 'none');
  if (part !== 'quantile') return;
  const quantile = value === '' ? Number.NaN : Number(value);
  if (!(quantile >= 0 && quantile <= 1)) expected('a quantile from 0 to 1', JSON.stringify(value));
}

function checkValue(type: MetricType, suffix: string, value: number): void {
  if (suffix === '_created') return;
  const counts = type === 'counter' || suffix === '_bucket' || suffix === '_count' || suffix === '_gcount';
  if (counts && !(value >= 0)) expected('a count, which is no NaN and not below zero', String(value));
  if (counts && type !== 'counter' && !Number.isInteger(value)) expected('a whole number', String(value));
  if ((suffix === '_sum' || suffix === '_gsum') && Number.isNaN(value)) expected('a sum', 'NaN');
  if (type === 'summary' && suffix === '_sum' && value < 0)
    expected('a sum that is not below zero', String(value));
  if (type === 'info' && value !== 1) expected('1, the value of an info', String(value));
  if (type === 'stateset' && value !== 0 && value !== 1)
    expected('0 or 1, the values of a stateset', String(value));
}

function checkExemplar(type: MetricType, suffix: string, exemplar: Exemplar | null): void {
  if (!exemplar) return;
  const allowed = (type === 'counter' && suffix === '_total') || suffix === '_bucket';
  if (!allowed) expected("exemplars of counters' totals and of buckets only", 'one elsewhere');
  const characters = exemplar.labels.reduce(
    (sum, [name, value]) => sum + [...name].length + [...value].length,
    0,
  );
  if (characters > MOST_EXEMPLAR_CHARACTERS) {
    expected(`at most ${MOST_EXEMPLAR_CHARACTERS} characters in an exemplar's labels`, String(characters));
  }
}
