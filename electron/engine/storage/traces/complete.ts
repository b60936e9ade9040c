import type { QueryCandidate, QueryCompletion } from '../../../../shared/contract/traces.ts';
import { attributeText } from '../../../../shared/model/attributes.ts';
import type { Field } from '../../../../shared/trace-query/ast.ts';
import { type CompletionContext, completionAt } from '../../../../shared/trace-query/completion.ts';
import { namedFields, ruleOf } from '../../../../shared/trace-query/fields.ts';
import { attributeKeyText, valueText } from '../../../../shared/trace-query/printer.ts';
import { readResource } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import type { TraceFilter } from './matching.ts';
import { nameText } from './names.ts';
import { resourceRow } from './span-detail.ts';
import { sampleSpans } from './span-sample.ts';
import type { RowView } from './trace-judge.ts';

export interface CompleteQuery extends TraceFilter {
  position: number;
  limit: number;
}

/** Longer values are offered by nobody. */
const LONGEST_VALUE = 256;
/** Distinct values counted; further ones are not offered. */
const MOST_VALUES = 20_000;

/** What may stand at the position, counted over the newest spans that meet the rest of the query. */
export function* completeQuery(
  session: StatementCache,
  { position, limit, ...filter }: CompleteQuery,
): Generator<void, QueryCompletion, void> {
  const context = completionAt(filter.query, position);
  const counts = new Counts(session, context);
  const sample = yield* sampleSpans(session, { ...filter, query: context.rest }, (span) => counts.add(span));
  const typed = context.typed.toLowerCase();
  const counted = counts.candidates().filter(({ text }) => text.toLowerCase().includes(typed));
  // What begins as it was typed comes before what only holds it.
  const rank = ({ text, count }: QueryCandidate) =>
    (count ?? 0) + (text.toLowerCase().replace(/^"/, '').startsWith(typed) ? 2 ** 40 : 0);
  counted.sort((a, b) => rank(b) - rank(a) || (a.text < b.text ? -1 : 1));
  const candidates = [...wordsFor(context), ...counted].slice(0, limit);
  return { from: context.from, to: context.to, candidates, ...sample };
}

/** The language's own words that begin as it was typed. */
function wordsFor(context: CompletionContext): QueryCandidate[] {
  const typed = context.typed.toLowerCase();
  const begins = ({ text }: QueryCandidate) => text.startsWith(typed);
  if (context.kind === 'attribute') return [];
  if (context.kind === 'value') {
    const values = ruleOf(context.field).values ?? [];
    return values
      .map((text): QueryCandidate => ({ text, kind: 'value', about: '', count: null }))
      .filter(begins);
  }
  const fields = Object.entries(namedFields).map(([name, { about, operators }]): QueryCandidate => {
    const ordered = operators.includes('>') && name !== 'trace';
    return { text: ordered ? `${name}>` : `${name}:`, kind: 'field', about, count: null };
  });
  const has: QueryCandidate = { text: 'has:', kind: 'field', about: 'has the attribute', count: null };
  const words = ['or', 'not'].map((text): QueryCandidate => ({ text, kind: 'word', about: '', count: null }));
  return [...fields, has, ...(typed === '' ? [] : words)].filter(begins);
}

/** Counts of one kind of text over spans; each resource is taken apart once. */
class Counts {
  readonly #session: StatementCache;
  readonly #context: CompletionContext;
  readonly #counts = new Map<string, QueryCandidate & { count: number }>();
  readonly #resources = new Map<number, ReturnType<typeof readResource>>();

  constructor(session: StatementCache, context: CompletionContext) {
    this.#session = session;
    this.#context = context;
  }

  add(span: RowView): void {
    const context = this.#context;
    if (context.kind === 'value') {
      this.#values(span, context.field);
      return;
    }
    for (const [key] of span.attributes) this.#key(key, 'attribute of the span');
    for (const [key] of this.#resource(span.resource)) this.#key(key, 'attribute of the resource');
    if (context.kind === 'attribute' || context.typed === '') return;
    this.#count(`service:${valueText(nameText(this.#session, span.service))}`, 'service', '');
    this.#count(`operation:${valueText(nameText(this.#session, span.name))}`, 'operation', '');
  }

  candidates(): QueryCandidate[] {
    return [...this.#counts.values()];
  }

  #key(key: string, about: string): void {
    const text = attributeKeyText(key);
    this.#count(this.#context.kind === 'attribute' ? text : `${text}:`, 'attribute', about);
  }

  #values(span: RowView, field: Field): void {
    if (field.kind === 'service' || field.kind === 'operation') {
      const id = field.kind === 'service' ? span.service : span.name;
      this.#count(valueText(nameText(this.#session, id)), field.kind, '');
    }
    if (field.kind !== 'attribute') return;
    const { on, key } = field;
    const own = on === 'resource' ? [] : span.attributes;
    const shared = on === 'span' ? [] : this.#resource(span.resource);
    const found = new Set(
      [...own, ...shared].filter(([name]) => name === key).map(([, value]) => attributeText(value)),
    );
    for (const text of found) {
      if (text.length <= LONGEST_VALUE) this.#count(valueText(text), 'value', '');
    }
  }

  #count(text: string, kind: QueryCandidate['kind'], about: string): void {
    const known = this.#counts.get(text);
    if (known) known.count++;
    else if (this.#counts.size < MOST_VALUES) this.#counts.set(text, { text, kind, about, count: 1 });
  }

  #resource(id: number): ReturnType<typeof readResource> {
    let attributes = this.#resources.get(id);
    if (!attributes) {
      const row = resourceRow(this.#session, id);
      attributes = row ? readResource(row.content) : [];
      this.#resources.set(id, attributes);
    }
    return attributes;
  }
}
