import type { LogCondition, LogQueryNode } from '../../../../../shared/log-query/ast.ts';
import { levelNamed } from '../../../../../shared/log-query/fields.ts';
import { textTest } from '../../../../../shared/log-query/value-test.ts';
import { severityLevels } from '../../../../../shared/model/log-record.ts';
import { orderings } from '../../../../../shared/query-text/operators.ts';
import { levelIndex } from '../block.ts';
import { gramsOf } from '../gram-filter.ts';
import { type ReadStream, streamOfRecord } from '../row.ts';
import { FieldMatcher } from './field-matcher.ts';
import { allOf, type Indexes, union } from './index-sets.ts';
import { type Literal, literalOfPart, literalOfPattern, literalOfValue } from './literals.ts';
import { allMatcher, anyMatcher, columnMatcher, type Matcher, notMatcher } from './matcher.ts';
import type { SearchBlock, SearchRecord } from './search-block.ts';
import { textMatcher } from './word-matcher.ts';

/** A query as it is for the records of one stream: met by all, by none, or by those that a matcher finds. */
export type StreamPlan = Matcher | boolean;

/** What a stream's own names decide is decided here, once. */
export function compileFor(query: LogQueryNode, stream: ReadStream): StreamPlan {
  switch (query.kind) {
    case 'condition':
      return conditionPlan(query, stream);
    case 'not': {
      const part = compileFor(query.part, stream);
      return typeof part === 'boolean' ? !part : notMatcher(part);
    }
    default:
      return groupPlan(query.kind, query.parts, stream);
  }
}

function groupPlan(kind: 'and' | 'or', parts: LogQueryNode[], stream: ReadStream): StreamPlan {
  const decides = kind === 'or';
  const left: Matcher[] = [];
  for (const part of parts) {
    const plan = compileFor(part, stream);
    if (plan === decides) return decides;
    if (typeof plan !== 'boolean') left.push(plan);
  }
  const [only] = left;
  if (!only) return !decides;
  if (left.length === 1) return only;
  return kind === 'and' ? allMatcher(left) : anyMatcher(left);
}

function conditionPlan(condition: LogCondition, stream: ReadStream): StreamPlan {
  const { field } = condition;
  switch (field.kind) {
    case 'text':
      return textMatcher(condition);
    case 'field':
      return new FieldMatcher(field.key, condition, stream.labels);
    case 'container':
    case 'service':
    case 'source':
      return textTest(condition)(stream[field.kind]);
    case 'level':
      return levelMatcher(condition);
    case 'trace':
    case 'span':
      return idMatcher(field.kind, condition.value);
    case 'message':
      return messageMatcher(condition);
    default:
      return ofColumn(field.kind, condition);
  }
}

function ofColumn(kind: 'stream' | 'format' | 'pattern', condition: LogCondition): Matcher {
  const test = textTest(condition);
  if (kind === 'format') return columnMatcher((block, index) => test(block.format(index)));
  if (kind === 'pattern') {
    const wanted = new Set(condition.value.split(',').map(Number));
    return columnMatcher(({ source }, index) => wanted.has(source.columns.patterns[index] as number));
  }
  return columnMatcher(({ source, stream }, index) =>
    test(streamOfRecord(stream.source, source.columns, index)),
  );
}

/** Levels that a condition accepts, by their place in `severityLevels`. Records without a level are in no comparison. */
export function acceptedLevels({ operator, value, form }: LogCondition): boolean[] {
  if (operator === '=') {
    const wanted = new Set((form === 'list' ? value.split(',') : [value]).map(levelNamed));
    return severityLevels.map((level) => wanted.has(level));
  }
  const than = severityLevels.indexOf(levelNamed(value) ?? 'unknown');
  const accepts = orderings[operator] ?? (() => false);
  return severityLevels.map((_, place) => place > 0 && accepts(place - than));
}

function levelMatcher(condition: LogCondition): Matcher {
  const accepted = acceptedLevels(condition);
  return columnMatcher(
    ({ source }, index) => accepted[levelIndex(source.columns.severities[index] as number)] === true,
  );
}

/** By what must stand in the text or in the JSON beside it (one of the literals), and then the record itself. */
function recordMatcher(literals: readonly Literal[], holds: (record: SearchRecord) => boolean): Matcher {
  const grams = literals.map(({ needle }) => gramsOf(needle));
  const withOne = (block: SearchBlock, literal: Literal): Indexes => {
    const { needle, anyCase } = literal;
    const inText = block.mayHold(literal) ? block.text.indexesOf(needle, anyCase) : [];
    return union(inText, block.beside?.indexesOf(needle, anyCase) ?? []);
  };
  const candidates = (block: SearchBlock): Indexes =>
    literals.length === 0
      ? allOf(block.count)
      : literals.reduce<Indexes>((found, literal) => union(found, withOne(block, literal)), []);
  const mayHoldAt = ({ text, beside }: SearchBlock, index: number) =>
    literals.length === 0 ||
    literals.some(
      ({ needle, anyCase }) =>
        text.holds(index, needle, anyCase) || beside?.holds(index, needle, anyCase) === true,
    );
  return {
    cost: literals.length > 0 ? 50 : 400,
    candidates,
    narrow: (block, indexes) => indexes.filter((index) => mayHoldAt(block, index)),
    verify: (block, indexes) => indexes.filter((index) => holds(block.record(index))),
    mayHold: (test) => grams.length === 0 || grams.some(test),
  };
}

/**
 * Ids of 16 digits stand for those that are padded to 32; X-Ray parts the first 8 of 32 from the rest, and Datadog's
 * tracers write the lower 64 bits in decimal.
 */
function idMatcher(kind: 'trace' | 'span', value: string): Matcher {
  const id = value.toLowerCase().padStart(kind === 'trace' ? 32 : 16, '0');
  const half = id.slice(-16);
  const literals = [half, BigInt(`0x${half}`).toString()].map((needle) => ({
    needle,
    anyCase: /[a-f]/.test(needle),
  }));
  return recordMatcher(literals, ({ ids, parsed }) =>
    kind === 'trace'
      ? ids.traceId === id || parsed.traceId === id
      : ids.spanId === id || parsed.spanId === id,
  );
}

function messageMatcher(condition: LogCondition): Matcher {
  const test = textTest(condition);
  const literal = messageLiteral(condition);
  return recordMatcher(literal ? [literal] : [], ({ parsed }) => test(parsed.message));
}

function messageLiteral({ value, form }: LogCondition): Literal | null {
  if (form === 'exact') return literalOfValue(value);
  const literal =
    form === 'regex' ? literalOfPattern(value) : literalOfPart(value, value === value.toLowerCase());
  return literal && literalOfPart(literal.needle, literal.anyCase);
}
