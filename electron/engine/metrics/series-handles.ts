import { type Labels, seriesKey } from '../../../shared/model/series.ts';
import type { SeriesDefinition, SeriesIds } from '../storage/metrics/series.ts';
import type { SeriesHandle } from './metric-sink.ts';

/** A handle with what the store calls it. */
export interface KnownSeries extends SeriesHandle {
  /** In the store of `generation`; 0 until it is asked for, REFUSED where a limit does not let it in. */
  id: number;
  generation: number;
}

export const REFUSED = -1;

/** Beyond this many all are forgotten and looked up again when needed. */
const MOST_HANDLES = 250_000;

/** Every series that a source got a handle of, and the ids that the present store gave them. */
export class SeriesHandles {
  readonly #handles = new Map<string, KnownSeries>();
  #generation = 1;
  storeId = '';

  get(receiver: string, labels: Labels, entity: string | null): KnownSeries {
    const key = seriesKey(labels);
    const known = this.#handles.get(key);
    // Counted under its own name: another receiver's handle of the same series leads to the same id.
    if (known && known.receiver === receiver) return known;
    if (this.#handles.size >= MOST_HANDLES) this.#handles.clear();
    const handle = { receiver, labels, entity, id: 0, generation: this.#generation };
    this.#handles.set(key, handle);
    return handle;
  }

  /** Each once, of those that are not known in the present store. */
  unknownOf(handles: readonly KnownSeries[]): KnownSeries[] {
    const unknown = new Set<KnownSeries>();
    for (const handle of handles) {
      if (handle.generation !== this.#generation) {
        handle.generation = this.#generation;
        handle.id = 0;
      }
      if (handle.id === 0) unknown.add(handle);
    }
    return [...unknown];
  }

  learn(handles: readonly KnownSeries[], { storeId, ids }: SeriesIds): void {
    if (this.storeId !== '' && this.storeId !== storeId) this.forget();
    this.storeId = storeId;
    for (const [i, handle] of handles.entries()) {
      handle.id = ids[i] || REFUSED;
      handle.generation = this.#generation;
    }
  }

  /** All are asked for again, those refused too: series may have gone, or the file is a fresh one. */
  forget(): void {
    this.#generation++;
    this.storeId = '';
  }
}

export const definitionsOf = (handles: readonly KnownSeries[]): SeriesDefinition[] =>
  handles.map(({ labels, entity }) => ({ labels, entity }));
