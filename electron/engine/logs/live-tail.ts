import type { LogRow, LogTail } from '../../../shared/contract/logs.ts';
import type { SeverityLevel } from '../../../shared/model/log-record.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { type BlockColumns, levelIndex, nanoAt } from '../storage/logs/block.ts';
import type { LineBatch } from '../storage/logs/line-batch.ts';
import { type LineMatcher, lineMatcher } from '../storage/logs/matcher.ts';
import { levelSet, rowOf, type StreamName } from '../storage/logs/query.ts';

/** A block's lines as they were before they were compressed. */
export interface LiveLines extends BlockColumns {
  text: Uint8Array;
}

export function liveLinesOf(batch: LineBatch): LiveLines {
  const { count, seconds, nanos, severities, sources, flags, ends, text, textLength } = batch;
  return {
    count,
    seconds: seconds.slice(0, count),
    nanos: nanos.slice(0, count),
    severities: severities.slice(0, count),
    sources: sources.slice(0, count),
    flags: flags.slice(0, count),
    ends: ends.slice(0, count),
    text: Uint8Array.prototype.slice.call(text, 0, textLength),
  };
}

export interface TailFilter {
  query: string;
  entities?: string[] | undefined;
  levels?: SeverityLevel[] | undefined;
}

interface Subscriber {
  matcher: LineMatcher | null;
  entities: ReadonlySet<string> | null;
  levels: boolean[] | null;
  emit(tail: LogTail): void;
}

/** A window cannot read more at once; what is beyond it is counted. */
const MOST_ROWS_AT_ONCE = 1000;

/** Hands committed lines on to whoever looks. While nobody does, nothing is kept and nothing is made. */
export class LiveTail {
  readonly #subscribers = new Set<Subscriber>();
  /** Fires when the first one comes and when the last one goes. */
  readonly onWanted = new Emitter<boolean>();

  get wanted(): boolean {
    return this.#subscribers.size > 0;
  }

  subscribe({ query, entities, levels }: TailFilter, emit: (tail: LogTail) => void): Disposable {
    const subscriber: Subscriber = {
      matcher: lineMatcher(query),
      entities: entities ? new Set(entities) : null,
      levels: levelSet(levels),
      emit,
    };
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size === 1) this.onWanted.fire(true);
    return disposable(() => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size === 0) this.onWanted.fire(false);
    });
  }

  /** Called after the commit; `firstSeq` is the number of the first line in its stream. */
  publish(lines: LiveLines, name: StreamName, stream: number, firstSeq: number): void {
    const text = Buffer.from(lines.text.buffer, lines.text.byteOffset, lines.text.byteLength);
    for (const { entities, levels, matcher, emit } of this.#subscribers) {
      if (entities && !entities.has(name.entity)) continue;
      const found = matchingLines(lines, text, matcher, levels);
      if (found.length === 0) continue;
      const shown = found.slice(-MOST_ROWS_AT_ONCE);
      const records = shown.map((index): LogRow => {
        const position = { ns: nanoAt(lines, index), stream, seq: firstSeq + index };
        return rowOf(position, lines, text, index, name);
      });
      emit({ records, skipped: found.length - shown.length });
    }
  }
}

function matchingLines(
  lines: LiveLines,
  text: Buffer,
  matcher: LineMatcher | null,
  levels: boolean[] | null,
): number[] {
  const found = matcher
    ? matcher({ columns: lines, text })
    : Array.from({ length: lines.count }, (_, i) => i);
  return levels ? found.filter((i) => levels[levelIndex(lines.severities[i] as number)]) : found;
}
