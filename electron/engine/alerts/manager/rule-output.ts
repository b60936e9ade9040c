import type { Labels } from '../../../../shared/model/series.ts';
import { markStale } from '../../../../shared/model/stale.ts';
import type { RuleSample } from '../evaluation/rule-sample.ts';
import type { RuleOutput } from './thread-messages.ts';

/** Gives series numbers, so that their labels cross to the other thread once. */
export class OutputWriter {
  readonly #ids = new Map<string, number>();
  #nextId = 1;
  #turn = 0;
  #samples: RuleSample[] = [];

  /** Of what is added until it is taken. */
  get turn(): number {
    return this.#turn;
  }

  /** Series that go on. */
  get series(): number {
    return this.#ids.size;
  }

  add(samples: readonly RuleSample[]): void {
    for (const sample of samples) this.#samples.push(sample);
  }

  take(timeMs: number): RuleOutput {
    const samples = this.#samples;
    this.#samples = [];
    const output = {
      turn: this.#turn++,
      timeMs,
      defined: [] as [number, Labels][],
      ids: new Uint32Array(samples.length),
      values: new Float64Array(samples.length),
      stale: new Uint8Array(samples.length),
    };
    for (const [i, { labels, key, value, stale }] of samples.entries()) {
      let id = this.#ids.get(key);
      if (id === undefined) {
        id = this.#nextId++;
        this.#ids.set(key, id);
        output.defined.push([id, labels]);
      }
      output.ids[i] = id;
      if (stale) {
        this.#ids.delete(key);
        markStale(output.values, i);
        output.stale[i] = 1;
      } else output.values[i] = value;
    }
    return output;
  }
}
