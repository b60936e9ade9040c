import type { Labels } from '../../../../shared/model/series.ts';
import type { MetricSink, SeriesHandle } from '../../metrics/metric-sink.ts';
import type { RuleOutput } from './thread-messages.ts';

const RECEIVER = 'rules';

/** Stores what rules give. */
export class RuleWriter {
  readonly #sink: MetricSink;
  readonly #entityOf: (labels: Labels) => string | null;
  readonly #handles = new Map<number, SeriesHandle>();

  constructor(sink: MetricSink, entityOf: (labels: Labels) => string | null) {
    this.#sink = sink;
    this.#entityOf = entityOf;
  }

  /** Settles after the commit. @throws what the sink does */
  async write({ timeMs, defined, ids, values, stale }: RuleOutput): Promise<void> {
    for (const [id, labels] of defined) {
      this.#handles.set(id, this.#sink.series(RECEIVER, labels, this.#entityOf(labels)));
    }
    if (ids.length === 0) return;
    const batch = this.#sink.batch();
    for (const [i, id] of ids.entries()) {
      const handle = this.#handles.get(id);
      if (!handle) continue;
      if (stale[i] === 1) {
        batch.addStale(handle, timeMs);
        this.#handles.delete(id);
      } else batch.add(handle, timeMs, values[i] as number);
    }
    await this.#sink.commit(batch);
  }
}
