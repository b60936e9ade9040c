import type { LogRow, LogTail } from '../../../shared/contract/logs.ts';
import type { SeverityLevel } from '../../../shared/model/log-record.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { levelIndex } from '../storage/logs/block.ts';
import { type BlockColumns, emptyColumns, nanoAt } from '../storage/logs/columns.ts';
import { BlockExtras } from '../storage/logs/extras.ts';
import { bothLevels, levelSet } from '../storage/logs/levels.ts';
import { COLUMN_NAMES, type LineBatch } from '../storage/logs/line-batch.ts';
import { type ReadStream, type RecordSource, rowOf } from '../storage/logs/row.ts';
import { allOf, type Indexes } from '../storage/logs/search/index-sets.ts';
import { type ChosenFormats, LogSearch } from '../storage/logs/search/log-search.ts';
import type { StreamName } from '../storage/logs/streams.ts';

/** A block's records as they were before they were compressed. */
export interface LiveLines {
  columns: BlockColumns;
  text: Uint8Array;
  extras: Uint8Array | null;
}

export function liveLinesOf(batch: LineBatch): LiveLines {
  const { count, extras, text, textLength } = batch;
  const columns = emptyColumns(count);
  for (const name of COLUMN_NAMES) columns[name].set(batch[name].subarray(0, count));
  return { columns, text: Uint8Array.prototype.slice.call(text, 0, textLength), extras };
}

export interface TailFilter {
  query: string;
  entities?: string[] | undefined;
  levels?: SeverityLevel[] | undefined;
}

interface Subscriber {
  search: LogSearch;
  entities: ReadonlySet<string> | null;
  levels: boolean[] | null;
  emit: ((tail: LogTail) => void) | null;
  /** Told how many lines were found where they are not asked for. */
  counted: ((name: StreamName, lines: number) => void) | null;
}

/** A window cannot read more at once; what is beyond it is counted. */
const MOST_ROWS_AT_ONCE = 1000;

/** Hands committed lines on to whoever looks. While nobody does, nothing is kept and nothing is made. */
export class LiveTail {
  readonly #subscribers = new Set<Subscriber>();
  /** Fires when the first one comes and when the last one goes. */
  readonly onWanted = new Emitter<boolean>();
  readonly #formats: () => ChosenFormats;

  constructor(formats: () => ChosenFormats = () => ({})) {
    this.#formats = formats;
  }

  get wanted(): boolean {
    return this.#subscribers.size > 0;
  }

  /** @throws TrivetError invalid_params with the place of what cannot be read */
  subscribe(filter: TailFilter, emit: (tail: LogTail) => void): Disposable {
    return this.#watch(filter, emit, null);
  }

  /** Counts the lines of each committed block that a filter finds; none of them is made into a row. */
  count(filter: TailFilter, counted: (name: StreamName, lines: number) => void): Disposable {
    return this.#watch(filter, null, counted);
  }

  /** Called after the commit; `firstSeq` is the number of the first line in its stream. */
  publish(lines: LiveLines, name: StreamName, stream: number, firstSeq: number): void {
    const source = recordsOf(lines);
    const formats = this.#formats();
    const format = Object.hasOwn(formats, name.entity) ? formats[name.entity] : null;
    const read: ReadStream = { ...name, format: format ?? null };
    for (const { entities, levels, search, emit, counted } of this.#subscribers) {
      if (entities && !entities.has(name.entity)) continue;
      const found = matchingLines(source, read, search, levels);
      if (found.length === 0) continue;
      counted?.(name, found.length);
      if (!emit) continue;
      const shown = found.slice(-MOST_ROWS_AT_ONCE);
      const records = shown.map((index): LogRow => {
        const position = { ns: nanoAt(lines.columns, index), stream, seq: firstSeq + index };
        return rowOf(position, source, index, read);
      });
      emit({ records, skipped: found.length - shown.length });
    }
  }

  #watch(
    { query, entities, levels }: TailFilter,
    emit: Subscriber['emit'],
    counted: Subscriber['counted'],
  ): Disposable {
    const search = new LogSearch(query);
    const subscriber: Subscriber = {
      search,
      entities: entities ? new Set(entities) : null,
      levels: levelSet(bothLevels(levels, search.levels)),
      emit,
      counted,
    };
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size === 1) this.onWanted.fire(true);
    return disposable(() => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size === 0) this.onWanted.fire(false);
    });
  }
}

/** Moved or copied between threads, a buffer is a plain array of bytes. */
function recordsOf({ columns, text, extras }: LiveLines): RecordSource {
  const buffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    columns,
    text: buffer(text),
    extras: extras ? new BlockExtras(buffer(extras), columns.count) : null,
  };
}

function matchingLines(
  source: RecordSource,
  stream: ReadStream,
  search: LogSearch,
  levels: boolean[] | null,
): Indexes {
  const { count, severities } = source.columns;
  const found = search.find(source, stream) ?? allOf(count);
  return levels ? found.filter((i) => levels[levelIndex(severities[i] as number)]) : found;
}
