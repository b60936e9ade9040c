import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import type { Column } from '../../formats/otlp/metrics/point-batch.ts';
import type { MetricSink, SeriesHandle } from '../metric-sink.ts';

/** Beyond this many label sets all are forgotten and looked up again when needed. */
const MOST_BASES = 50_000;

interface KnownBase {
  readonly labels: Label[];
  readonly entity: string | null;
  readonly receiver: string;
  readonly handles: Map<string, SeriesHandle>;
}

/** The series behind label sets and columns of batches; senders send the same ones again and again. */
export class PointSeries {
  readonly #sink: Pick<MetricSink, 'series'>;
  readonly #bases = new Map<string, KnownBase>();

  constructor(sink: Pick<MetricSink, 'series'>) {
    this.#sink = sink;
  }

  /** @param key names and values of labels joined by NUL */
  base(receiver: string, key: string, entity: string | null): KnownBase {
    const known = this.#bases.get(key);
    if (known && known.entity === entity && known.receiver === receiver) return known;
    if (this.#bases.size >= MOST_BASES) this.#bases.clear();
    const base = { labels: labelsOf(key), entity, receiver, handles: new Map() };
    this.#bases.set(key, base);
    return base;
  }

  /** @param columnKey one for each column, see `columnKey` */
  of(base: KnownBase, columnKey: string, { name, extra }: Column): SeriesHandle {
    const known = base.handles.get(columnKey);
    if (known) return known;
    // An attribute of the same name gives way, as it does in Prometheus.
    const labels = extra ? [...base.labels.filter(([own]) => own !== extra[0]), extra] : base.labels;
    const handle = this.#sink.series(base.receiver, seriesLabels(name, labels), base.entity);
    base.handles.set(columnKey, handle);
    return handle;
  }
}

export type { KnownBase };

export const columnKey = ({ name, extra }: Column): string => (extra ? `${name}\0${extra[1]}` : name);

function labelsOf(key: string): Label[] {
  if (key === '') return [];
  const parts = key.split('\0');
  const labels: Label[] = [];
  for (let i = 0; i < parts.length; i += 2) labels.push([parts[i]!, parts[i + 1]!]);
  return labels.filter(([name]) => name !== '__name__');
}
