import { TrivetError } from '../../../../../shared/contract/errors.ts';
import type { LogFormat } from '../../../../../shared/log-format/formats.ts';
import type { LogCondition, LogQueryNode } from '../../../../../shared/log-query/ast.ts';
import { parseLogQuery } from '../../../../../shared/log-query/parser.ts';
import { type SeverityLevel, severityLevels } from '../../../../../shared/model/log-record.ts';
import { conjuncts, joined } from '../../../../../shared/query-text/tree.ts';
import type { ReadStream, RecordSource } from '../row.ts';
import { acceptedLevels, compileFor, type StreamPlan } from './compile.ts';
import type { Indexes } from './index-sets.ts';
import { find, type GramTest } from './matcher.ts';
import { SearchBlock } from './search-block.ts';

/** What a person chose to read an entity's records as, by entity. */
export type ChosenFormats = Readonly<Record<string, LogFormat>>;

/**
 * A query made ready for blocks: the same for stored ones and for those on their way there.
 *
 * Every level narrows what the next one looks at: names decide on streams, facts and filters on blocks, bytes on
 * records, and what was found is certain, for the record itself is asked last.
 */
export class LogSearch {
  /** The levels that a record must have one of, which whoever asks must look at; undefined where it may have any. */
  readonly levels: SeverityLevel[] | undefined;
  /** What else must hold; null where the levels say all. */
  readonly #rest: LogQueryNode | null;
  readonly #plans = new WeakMap<ReadStream, StreamPlan>();

  /** @throws TrivetError invalid_params with the place of what cannot be read */
  constructor(text: string) {
    const parsed = parseLogQuery(text);
    if (!parsed.ok) {
      const { from, found, expected } = parsed.error;
      const standing = found === '' ? 'the end' : `"${found}"`;
      throw new TrivetError(
        'invalid_params',
        `query, at ${from + 1}: expected ${expected}, found ${standing}`,
      );
    }
    const parts = conjuncts(parsed.value);
    const others = parts.filter((part) => !isLevel(part));
    this.levels = levelsOf(parts.filter(isLevel));
    this.#rest = others.length === 0 ? null : joined('and', others);
  }

  /** Something else than levels must hold. */
  get needsText(): boolean {
    return this.#rest !== null;
  }

  /** The query for a stream's records; made once a stream. */
  planFor(stream: ReadStream): StreamPlan {
    if (!this.#rest) return true;
    let plan = this.#plans.get(stream);
    if (plan === undefined) {
      plan = compileFor(this.#rest, stream);
      this.#plans.set(stream, plan);
    }
    return plan;
  }

  /** False when no record of a block of the stream with this filter can be found. */
  mayHold(stream: ReadStream, test: GramTest): boolean {
    const plan = this.planFor(stream);
    return typeof plan === 'boolean' ? plan : plan.mayHold(test);
  }

  /** The block's records that meet the query, but for their levels; null where all do. */
  find(source: RecordSource, stream: ReadStream): Indexes | null {
    const plan = this.planFor(stream);
    if (typeof plan === 'boolean') return plan ? null : [];
    return find(plan, new SearchBlock(source, stream));
  }
}

const isLevel = (part: LogQueryNode): part is LogCondition =>
  part.kind === 'condition' && part.field.kind === 'level';

function levelsOf(conditions: readonly LogCondition[]): SeverityLevel[] | undefined {
  if (conditions.length === 0) return undefined;
  const accepted = conditions.map(acceptedLevels);
  return severityLevels.filter((_, place) => accepted.every((levels) => levels[place]));
}
