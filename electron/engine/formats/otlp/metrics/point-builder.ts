import { type Attributes, stringAttribute } from '../../../../../shared/model/attributes.ts';
import type { Exemplar, Label, MetricType } from '../../../../../shared/model/series.ts';
import { UNKNOWN_SERVICE } from '../../../../../shared/model/span.ts';
import type { DecodeLimits } from '../../limits.ts';
import { attributeLabels, baseKey, type LabelCut } from './attribute-labels.ts';
import { floatText } from './float-text.ts';
import { KnownBases } from './known-bases.ts';
import { type DecodedPoints, type ExponentialPoint, Mode, type PointBatch } from './point-batch.ts';
import { metricName, unitName } from './prometheus-names.ts';
import { SampleColumns } from './sample-columns.ts';

export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

/** opentelemetry-proto AggregationTemporality. */
export const DELTA = 1;
const CUMULATIVE = 2;

export interface MetricHead {
  name: string;
  unit: string;
  description: string;
  kind: MetricKind;
  temporality: number;
  monotonic: boolean;
}

/** What every data point has. Times in milliseconds; a start that was not told is NaN. */
export interface PointHead {
  /** From `base`. */
  base: number;
  startMs: number;
  timeMs: number;
  /** "No recorded value". */
  stale: boolean;
}

export interface HistogramPoint extends PointHead {
  count: number;
  /** NaN where it was not told. */
  sum: number;
  bounds: ArrayLike<number>;
  /** One more than bounds, or none. */
  counts: ArrayLike<number>;
  exemplars: Exemplar[];
}

export interface SummaryPoint extends PointHead {
  count: number;
  sum: number;
  quantiles: [quantile: number, value: number][];
}

const knownBases = new KnownBases();

const IDENTIFYING = ['service.namespace', 'service.name', 'service.instance.id'];
const LONGEST_HELP = 2_000;

/** Gathers the data points of one request as Prometheus' samples. */
export class PointBuilder {
  readonly #limits: DecodeLimits;
  readonly #samples = new SampleColumns();
  readonly #columns: PointBatch['columns'] = [];
  readonly #columnOf = new Map<string, number>();
  readonly #bases: string[] = [];
  readonly #baseSource: number[] = [];
  readonly #baseOf = new Map<string, number>();
  readonly #sources: PointBatch['sources'] = [];
  readonly #exemplars: PointBatch['exemplars'] = [];
  readonly #exponentials: ExponentialPoint[] = [];
  readonly #families = new Map<string, PointBatch['families'][number]>();
  readonly #cut: LabelCut = { attributes: 0 };
  #points = 0;
  #rejected = 0;
  #firstFault = '';
  #identity: Label[] = [];
  #scope: Label[] = [];
  #context = knownBases.in('');
  #targetInfo: string | null = null;
  #newestMs = 0;
  #family = '';
  #mode: number = Mode.gauge;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  resource(attributes: Attributes): void {
    this.endResource();
    const text = (key: string) => stringAttribute(attributes, key);
    const service = text('service.name');
    const namespace = text('service.namespace');
    const instance = text('service.instance.id');
    this.#identity = [];
    if (service) this.#identity.push(['job', namespace ? `${namespace}/${service}` : service]);
    if (instance) this.#identity.push(['instance', instance]);
    this.#sources.push({
      service: service ?? UNKNOWN_SERVICE,
      containerId: text('container.id') ?? null,
      hostName: text('host.name') ?? null,
    });
    const others = attributes.filter(([key]) => !IDENTIFYING.includes(key));
    // Without one of the two it could be joined with nothing.
    const isUseful = others.length > 0 && this.#identity.length > 0;
    const labels = isUseful ? attributeLabels(others, this.#limits, this.#cut) : [];
    this.#targetInfo = isUseful ? baseKey(labels, this.#identity) : null;
    this.#scope = [];
    this.#enterContext();
  }

  scope(name: string, version: string, schemaUrl: string, attributes: Attributes): void {
    const own: Label[] = [
      ['otel_scope_name', name],
      ['otel_scope_version', version],
      ['otel_scope_schema_url', schemaUrl],
    ];
    const more = attributeLabels(attributes, this.#limits, this.#cut, 'otel_scope_');
    this.#scope = name === '' ? [] : [...more, ...own.filter(([, value]) => value !== '')];
    this.#enterContext();
  }

  /** Every point until the next call is of this metric. Answers why none of them can be taken, or null. */
  metric(head: MetricHead): string | null {
    const type = typeOf(head);
    const family = metricName(head.name, head.unit, type, head.kind === 'gauge');
    if (family === null) return `no name can be made of the metric "${head.name.slice(0, 100)}"`;
    const hasTemporality = head.kind !== 'gauge' && head.kind !== 'summary';
    if (hasTemporality && head.temporality !== DELTA && head.temporality !== CUMULATIVE) {
      return `${head.name}: neither cumulative nor delta`;
    }
    this.#family = family;
    this.#mode = modeOf(head);
    if (!this.#families.has(family)) {
      const help = head.description.slice(0, LONGEST_HELP);
      this.#families.set(family, { name: family, metadata: { type, help, unit: unitName(head.unit) } });
    }
    return null;
  }

  /** A point's label set. @param key the same for the same attributes under one scope; null where it is not known */
  base(key: string | null, attributes: () => Attributes): number {
    const known = key === null ? undefined : this.#baseOf.get(key);
    if (known !== undefined) return known;
    const base = this.#addBase(
      (key === null ? undefined : this.#context.get(key)) ?? this.#read(key, attributes),
    );
    if (key !== null) this.#baseOf.set(key, base);
    return base;
  }

  #read(key: string | null, attributes: () => Attributes): string {
    const cutBefore = this.#cut.attributes;
    const labels = attributeLabels(attributes(), this.#limits, this.#cut);
    const base = baseKey(labels, this.#scope, this.#identity);
    // What is cut is counted each time it comes, so it is read each time.
    if (key !== null && this.#cut.attributes === cutBefore) knownBases.add(this.#context, key, base);
    return base;
  }

  number(head: PointHead, value: number, exemplars: Exemplar[]): void {
    if (!this.#begin(head)) return;
    const sample = this.#add(head, this.#column(this.#family), value);
    // As Prometheus: a gauge has none.
    if (this.#mode !== Mode.gauge)
      for (const exemplar of exemplars) this.#exemplars.push({ sample, exemplar });
  }

  histogram(point: HistogramPoint): void {
    const { bounds, counts, count, sum } = point;
    const fault = histogramFault(bounds, counts);
    if (fault) this.reject(1, `${this.#family}: ${fault}`);
    if (fault || !this.#begin(point)) return;
    if (!Number.isNaN(sum)) this.#add(point, this.#column(`${this.#family}_sum`), sum);
    this.#add(point, this.#column(`${this.#family}_count`), count);
    const buckets: number[] = [];
    let below = 0;
    for (let i = 0; i < bounds.length; i++) {
      below += counts[i] ?? 0;
      buckets.push(this.#add(point, this.#bucketColumn(floatText(bounds[i]!)), below));
    }
    buckets.push(this.#add(point, this.#bucketColumn('+Inf'), count));
    for (const exemplar of point.exemplars) {
      let i = 0;
      while (i < bounds.length && exemplar.value > bounds[i]!) i++;
      this.#exemplars.push({ sample: buckets[i]!, exemplar });
    }
  }

  exponential(point: Omit<ExponentialPoint, 'name' | 'delta'>): void {
    if (!this.#begin(point)) return;
    this.#exponentials.push({ ...point, name: this.#family, delta: this.#mode === Mode.delta });
  }

  summary(point: SummaryPoint): void {
    if (!this.#begin(point)) return;
    const { count, sum, quantiles } = point;
    if (!Number.isNaN(sum)) this.#add(point, this.#column(`${this.#family}_sum`), sum, Mode.cumulative);
    this.#add(point, this.#column(`${this.#family}_count`), count, Mode.cumulative);
    for (const [quantile, value] of quantiles) {
      this.#add(point, this.#column(this.#family, 'quantile', floatText(quantile)), value, Mode.gauge);
    }
  }

  reject(points: number, fault: string): void {
    if (points === 0) return;
    this.#points += points;
    this.#rejected += points;
    if (this.#firstFault === '') this.#firstFault = fault;
  }

  /** What is known of the resource, once for all its points, at the time of the newest. */
  endResource(): void {
    if (this.#targetInfo !== null && this.#newestMs > 0) {
      const times = { timeMs: this.#newestMs, startMs: Number.NaN };
      const base = this.#addBase(this.#targetInfo);
      this.#samples.push(base, this.#column('target_info'), Mode.gauge, times, 1);
      const metadata = { type: 'gauge' as const, help: 'Attributes of the resource', unit: '' };
      this.#families.set('target_info', { name: 'target_info', metadata });
    }
    this.#targetInfo = null;
    this.#newestMs = 0;
  }

  finish(): DecodedPoints {
    this.endResource();
    const batch: PointBatch = {
      ...this.#samples.finish(),
      points: this.#points,
      columns: this.#columns,
      bases: this.#bases,
      baseSource: this.#baseSource,
      sources: this.#sources,
      exemplars: this.#exemplars,
      exponentials: this.#exponentials,
      families: [...this.#families.values()],
    };
    const cut = { ...this.#cut, events: 0, links: 0 };
    return { batch, rejected: this.#rejected, firstFault: this.#firstFault, cut };
  }

  #enterContext(): void {
    this.#baseOf.clear();
    this.#context = knownBases.in(baseKey(this.#scope, this.#identity));
  }

  #begin({ timeMs }: { timeMs: number }): boolean {
    if (!(timeMs > 0)) {
      this.reject(1, `${this.#family}: a data point without a time`);
      return false;
    }
    this.#points++;
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
    return true;
  }

  #add(head: PointHead, column: number, value: number, mode = this.#mode): number {
    const sample = this.#samples.push(head.base, column, mode, head, value);
    if (head.stale) this.#samples.markStale(sample);
    return sample;
  }

  #bucketColumn(le: string): number {
    return this.#column(`${this.#family}_bucket`, 'le', le);
  }

  #column(name: string, label = '', value = ''): number {
    const key = label === '' ? name : `${name}\0${value}`;
    const known = this.#columnOf.get(key);
    if (known !== undefined) return known;
    this.#columnOf.set(key, this.#columns.length);
    return this.#columns.push({ name, extra: label === '' ? null : [label, value] }) - 1;
  }

  #addBase(key: string): number {
    this.#baseSource.push(this.#sources.length - 1);
    return this.#bases.push(key) - 1;
  }
}

function typeOf({ kind, monotonic }: MetricHead): MetricType {
  if (kind === 'sum') return monotonic ? 'counter' : 'gauge';
  return kind === 'exponentialHistogram' ? 'histogram' : kind;
}

/** A sum that also falls is a gauge to Prometheus; its deltas still have to be added up. */
function modeOf({ kind, monotonic, temporality }: MetricHead): number {
  if (kind === 'gauge' || kind === 'summary') return Mode.gauge;
  if (temporality === DELTA) return Mode.delta;
  return kind === 'sum' && !monotonic ? Mode.gauge : Mode.cumulative;
}

function histogramFault(bounds: ArrayLike<number>, counts: ArrayLike<number>): string | null {
  if (counts.length > 0 && counts.length !== bounds.length + 1) {
    return `${counts.length} bucket counts for ${bounds.length} bounds`;
  }
  if (counts.length === 0 && bounds.length > 0) return 'bounds without bucket counts';
  for (let i = 1; i < bounds.length; i++)
    if (!(bounds[i]! > bounds[i - 1]!)) return 'bounds that do not rise';
  return null;
}
