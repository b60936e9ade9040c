import type { LogCompletion } from '../../../../shared/contract/logs.ts';
import type { QueryCandidate } from '../../../../shared/contract/traces.ts';
import { type LogCompletionContext, logCompletionAt } from '../../../../shared/log-query/completion.ts';
import { logRuleOf, namedLogFields } from '../../../../shared/log-query/fields.ts';
import { keyText, valueTextOf } from '../../../../shared/log-query/printer.ts';
import type { StatementCache } from '../session.ts';
import { blockCandidates, loadBlock } from './blocks.ts';
import { valueTexts } from './search/record-fields-of.ts';
import type { SearchBlock } from './search/search-block.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface CompleteQuery extends StoredQuery {
  position: number;
  limit: number;
  /** Further records are left out rather than answered later than this. */
  withinMs?: number | undefined;
}

/** Records that are read at most, and for how long. */
const MOST_RECORDS = 5000;
const MOST_OF_A_BLOCK = 500;
const MOST_MS = 250;
/** Distinct candidates counted; further ones are not offered. */
const MOST_CANDIDATES = 20_000;

/** What may stand at the position, counted over the newest records that meet the rest of the query. */
export function* completeQuery(
  session: StatementCache,
  { position, limit, withinMs, ...filter }: CompleteQuery,
): Generator<void, LogCompletion, void> {
  const context = logCompletionAt(filter.query, position);
  const counts = new Counts(context);
  const stored = new StoredSearch(session, { ...filter, query: context.rest });
  const deadline = performance.now() + (withinMs ?? MOST_MS);
  let records = 0;
  for (const facts of blockCandidates(session, stored.filter, true)) {
    if (records >= MOST_RECORDS || (records > 0 && performance.now() > deadline)) break;
    const block = stored.mayHold(facts) ? loadBlock(session, facts, true) : null;
    if (block) {
      const newest = stored.indexesIn(block, facts).slice(-Math.min(MOST_OF_A_BLOCK, MOST_RECORDS - records));
      const inBlock = stored.records(block);
      for (const index of newest) counts.add(inBlock, index);
      records += newest.length;
    }
    yield;
  }
  const candidates = [...wordsFor(context), ...counts.sorted(context.typed)].slice(0, limit);
  return { from: context.from, to: context.to, candidates, records };
}

/** The language's own words that begin as it was typed. */
function wordsFor(context: LogCompletionContext): QueryCandidate[] {
  const typed = context.typed.toLowerCase();
  const begins = ({ text }: QueryCandidate) => text.startsWith(typed);
  if (context.kind === 'has') return [];
  if (context.kind === 'value') {
    const values = logRuleOf(context.field).values ?? [];
    return values
      .map((text): QueryCandidate => ({ text, kind: 'value', about: '', count: null }))
      .filter(begins);
  }
  const fields = Object.entries(namedLogFields).map(
    ([name, { about }]): QueryCandidate => ({ text: `${name}:`, kind: 'field', about, count: null }),
  );
  const has: QueryCandidate = { text: 'has:', kind: 'field', about: 'has the field', count: null };
  const words = ['or', 'not'].map((text): QueryCandidate => ({ text, kind: 'word', about: '', count: null }));
  return [...fields, has, ...(typed === '' ? [] : words)].filter(begins);
}

class Counts {
  readonly #context: LogCompletionContext;
  readonly #counts = new Map<string, QueryCandidate & { count: number }>();

  constructor(context: LogCompletionContext) {
    this.#context = context;
  }

  add(block: SearchBlock, index: number): void {
    const context = this.#context;
    for (const [text, kind] of new Map(
      context.kind === 'value' ? valuesOf(block, index, context) : keysOf(block, index, context),
    )) {
      this.#count(text, kind);
    }
  }

  /** Those that hold what was typed; what begins with it comes first. */
  sorted(typed: string): QueryCandidate[] {
    const lower = typed.toLowerCase();
    const rank = ({ text, count }: QueryCandidate & { count: number }) =>
      count + (text.toLowerCase().replace(/^"/, '').startsWith(lower) ? 2 ** 40 : 0);
    return [...this.#counts.values()]
      .filter(({ text }) => text.toLowerCase().includes(lower))
      .sort((a, b) => rank(b) - rank(a) || (a.text < b.text ? -1 : 1));
  }

  #count(text: string, kind: QueryCandidate['kind']): void {
    const known = this.#counts.get(text);
    if (known) known.count++;
    else if (this.#counts.size < MOST_CANDIDATES) {
      this.#counts.set(text, { text, kind, about: kind === 'attribute' ? 'field' : '', count: 1 });
    }
  }
}

type Counted = [text: string, kind: QueryCandidate['kind']];

function keysOf(block: SearchBlock, index: number, { kind, typed }: LogCompletionContext): Counted[] {
  const ends = kind === 'has' ? '' : ':';
  const keys = block.record(index).fields.map(([key]): Counted => [`${keyText(key)}${ends}`, 'attribute']);
  if (kind === 'has' || typed === '') return keys;
  const { container, service } = block.stream;
  const names: Counted[] = [[`container:${valueTextOf({ kind: 'container' }, container)}`, 'service']];
  if (service !== '') names.push([`service:${valueTextOf({ kind: 'service' }, service)}`, 'service']);
  return [...keys, ...names];
}

function valuesOf(
  block: SearchBlock,
  index: number,
  { field }: LogCompletionContext & { kind: 'value' },
): Counted[] {
  if (field.kind === 'container' || field.kind === 'service') {
    const name = block.stream[field.kind];
    return name === '' ? [] : [[valueTextOf(field, name), 'value']];
  }
  if (field.kind !== 'field') return [];
  return block.record(index).fields.flatMap(([key, value]) =>
    key === field.key
      ? valueTexts(value)
          .filter((text) => !text.endsWith('…') && text !== '')
          .map((text): Counted => [valueTextOf(field, text), 'value'])
      : [],
  );
}
