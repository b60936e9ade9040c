import type { DemoLine } from './recorder.ts';
import { accessLine, serviceLines } from './service-lines.ts';
import type { Story } from './story.ts';
import { recordSecond, secondOf, startOfSecond } from './traffic.ts';

/** A request may still print this long after the second in which it began. */
const REACH_S = 4;
/** A quarter of an hour, which is read once for every container, and a little more. */
const SECONDS_KEPT = 1_000;

/** What every container prints, by the second in which its cause began; worked out once and kept for a while. */
export class LineBook {
  readonly #story: Story;
  readonly #seconds = new Map<number, Map<string, DemoLine[]>>();

  constructor(story: Story) {
    this.#story = story;
  }

  /** The lines of one container in the range [fromMs, toMs), in order. */
  read(container: string, fromMs: number, toMs: number): DemoLine[] {
    const lines: DemoLine[] = [];
    const last = secondOf(this.#story, toMs);
    for (let second = secondOf(this.#story, fromMs) - REACH_S; second <= last; second++) {
      for (const line of this.#of(second).get(container) ?? []) {
        if (line.ms >= fromMs && line.ms < toMs) lines.push(line);
      }
    }
    return lines.sort((a, b) => a.ms - b.ms);
  }

  #of(second: number): Map<string, DemoLine[]> {
    const known = this.#seconds.get(second);
    if (known) return known;
    const byContainer = Map.groupBy(this.#write(second), ({ container }) => container);
    this.#seconds.set(second, byContainer);
    if (this.#seconds.size > SECONDS_KEPT) {
      const [oldest] = this.#seconds.keys();
      if (oldest !== undefined) this.#seconds.delete(oldest);
    }
    return byContainer;
  }

  #write(second: number): DemoLine[] {
    const records = recordSecond(this.#story, second);
    return [
      ...records.flatMap(({ lines }) => lines),
      ...records.flatMap(accessLine),
      ...serviceLines(this.#story, second, startOfSecond(this.#story, second)),
    ];
  }
}
