import { TrivetError } from '../../../../../shared/contract/errors.ts';
import { type SpanKind, StatusCode, spanKindNames } from '../../../../../shared/model/span.ts';
import { conditionsOf, conjuncts } from '../../../../../shared/query-text/tree.ts';
import { parseDuration } from '../../../../../shared/query-text/values.ts';
import type { Condition, QueryNode } from '../../../../../shared/trace-query/ast.ts';
import { statusNames } from '../../../../../shared/trace-query/fields.ts';
import { parseTraceQuery } from '../../../../../shared/trace-query/parser.ts';
import type { StatementCache } from '../../session.ts';
import { larger } from '../bigint-order.ts';
import { findName, nameText } from '../names.ts';
import { AttributeTest } from './attribute-test.ts';
import {
  ALL,
  any,
  type Bounds,
  every,
  NONE,
  negated,
  type Predicate,
  SOME,
  type SpansFacts,
  type TraceView,
  UNKNOWN,
} from './predicate.ts';
import { ordering, textTest } from './value-test.ts';

/** A query made ready to judge spans: `predicate` over what `attributes` found in them. */
export interface CompiledQuery {
  readonly predicate: Predicate;
  readonly attributes: readonly AttributeTest[];
  /** The one trace that can be found, where the query names one. */
  readonly traceId: string | null;
  /** Whether a trace's own row says it all. */
  readonly byTraceRow: boolean;
  /** What of it SQLite itself can judge: traces at least so long, and with errors. */
  readonly minTraceNano: bigint;
  readonly withErrors: boolean;
  /** The name id of the one service that the span must be of; null when any may do. -1 when it has no name id. */
  readonly service: number | null;
}

/**
 * @throws TrivetError invalid_params with the place of what cannot be read
 */
export function compileQuery(session: StatementCache, text: string): CompiledQuery {
  const { query, problems } = parseTraceQuery(text);
  const [problem] = problems;
  if (problem) {
    const found = problem.found === '' ? 'the end' : `“${problem.found}”`;
    throw new TrivetError(
      'invalid_params',
      `query, at ${problem.from + 1}: expected ${problem.expected}, found ${found}`,
    );
  }
  const compiler = new Compiler(session);
  const predicate = query ? compiler.node(query) : every([]);
  const parts = conjuncts(query);
  const wanted = parts.find(
    (part) => part.kind === 'condition' && part.field.kind === 'service' && part.operator === '=',
  );
  return {
    predicate,
    attributes: compiler.attributes,
    traceId:
      conjuncts(query)
        .map(onlyTrace)
        .find((id) => id !== null) ?? null,
    byTraceRow:
      query === null ||
      [...conditionsOf(query)].some(isOfTrace) ||
      (parts.length === 1 && parts.some(isInRow)),
    minTraceNano: parts.reduce((most, part) => larger(most, leastDuration(part)), 0n),
    withErrors: parts.some(needsErrors),
    service: wanted?.kind === 'condition' ? (findName(session, wanted.value) ?? -1) : null,
  };
}

const padded = (id: string) => id.toLowerCase().padStart(32, '0');

const TRACE_FIELDS: readonly string[] = ['trace', 'trace.duration', 'trace.spans', 'trace.errors'];
const isOfTrace = ({ field }: Condition): boolean => TRACE_FIELDS.includes(field.kind);
const isInRow = (part: QueryNode): boolean =>
  part.kind === 'condition' && (part.field.kind === 'service' || needsErrors(part));

/** True when a trace without failed spans cannot be found. */
const needsErrors = (part: QueryNode): boolean =>
  part.kind === 'condition' &&
  ((part.field.kind === 'status' && part.operator === '=' && part.value.toLowerCase() === 'error') ||
    (part.field.kind === 'trace.errors' && part.operator === '>'));

/** A trace is at least as long as each of its spans. */
function leastDuration(part: QueryNode): bigint {
  if (part.kind !== 'condition') return 0n;
  const isDuration = part.field.kind === 'trace.duration' || part.field.kind === 'duration';
  const isLeast = part.operator === '>' || part.operator === '>=' || part.operator === '=';
  return isDuration && isLeast ? (parseDuration(part.value) ?? 0n) : 0n;
}

function onlyTrace(query: QueryNode): string | null {
  const names = query.kind === 'condition' && query.field.kind === 'trace' && query.operator === '=';
  return names ? padded(query.value) : null;
}

class Compiler {
  readonly attributes: AttributeTest[] = [];
  readonly #session: StatementCache;

  constructor(session: StatementCache) {
    this.#session = session;
  }

  node(node: QueryNode): Predicate {
    if (node.kind === 'condition') return this.#condition(node);
    if (node.kind === 'not') return negated(this.node(node.part));
    const parts = node.parts.map((part) => this.node(part));
    return node.kind === 'and' ? every(parts) : any(parts);
  }

  #condition(condition: Condition): Predicate {
    const { field, operator, value } = condition;
    switch (field.kind) {
      case 'service':
        return services(this.#names(textTest(condition)));
      case 'operation':
        return operations(this.#names(textTest(condition)));
      case 'text':
        return this.#text(value.toLowerCase());
      case 'duration':
        return spanDuration(condition);
      case 'status':
        return signed(operator, status(statusNames.indexOf(value.toLowerCase() as 'ok')));
      case 'kind':
        return signed(operator, kind(spanKindNames.indexOf(value.toLowerCase() as 'server')));
      case 'root':
        return signed(operator, root(value.toLowerCase() === 'true'));
      case 'attribute': {
        const test = new AttributeTest(this.#session, this.attributes.length, condition, field);
        this.attributes.push(test);
        return attribute(test);
      }
      default:
        return ofTrace(condition);
    }
  }

  #text(wanted: string): Predicate {
    const matches = this.#names((text) => text.toLowerCase().includes(wanted));
    return any([services(matches), operations(matches)]);
  }

  /** Names are judged once each. */
  #names(test: (text: string) => boolean): (id: number) => boolean {
    const known = new Map<number, boolean>();
    return (id) => {
      let matches = known.get(id);
      if (matches === undefined) {
        matches = test(nameText(this.#session, id));
        known.set(id, matches);
      }
      return matches;
    };
  }
}

const signed = (operator: Condition['operator'], predicate: Predicate): Predicate =>
  operator === '!=' ? negated(predicate) : predicate;

function boundsOfIds(ids: Iterable<number> | null, matches: (id: number) => boolean): Bounds {
  if (ids === null) return UNKNOWN;
  let some = false;
  let must = true;
  for (const id of ids) {
    if (matches(id)) some = true;
    else must = false;
  }
  return !some ? NONE : must ? ALL : SOME;
}

const services = (matches: (id: number) => boolean): Predicate => ({
  test: ({ service }) => matches(service),
  bounds: (facts) => boundsOfIds(facts.services, matches),
});

const operations = (matches: (id: number) => boolean): Predicate => ({
  test: ({ name }) => matches(name),
  bounds: (facts) => boundsOfIds(facts.names, matches),
});

const status = (wanted: number): Predicate => ({
  test: (span) => span.status === wanted,
  bounds: ({ hasErrors }) => {
    if (wanted !== StatusCode.error || hasErrors === null) return UNKNOWN;
    return hasErrors ? SOME : NONE;
  },
});

const kind = (wanted: number): Predicate => ({
  test: (span) => span.kind === (wanted as SpanKind),
  bounds: () => UNKNOWN,
});

const root = (wanted: boolean): Predicate => ({
  test: ({ isRoot }) => isRoot === wanted,
  bounds: () => UNKNOWN,
});

/** Durations are doubles: exact up to 104 days of nanoseconds. */
function spanDuration({ operator, value }: Condition): Predicate {
  const wanted = Number(parseDuration(value));
  const accepts = ordering(operator);
  const wantsMore = operator === '>' || operator === '>=' || operator === '=';
  return {
    test: ({ durationNano }) => accepts(durationNano - wanted),
    bounds: ({ longestNano }) =>
      wantsMore && longestNano !== null && (operator === '>' ? longestNano <= wanted : longestNano < wanted)
        ? NONE
        : UNKNOWN,
  };
}

const attribute = (test: AttributeTest): Predicate => ({
  test: (span) => test.onResource(span.resource) || span.meets(test.index),
  bounds: (facts) => (facts.mayMeet(test.index) ? UNKNOWN : NONE),
});

/** The same for all spans of a trace. */
function ofTrace({ field, operator, value }: Condition): Predicate {
  const accepts = ordering(operator);
  const judge = (trace: TraceView): boolean => {
    if (field.kind === 'trace') return (trace.traceId === padded(value)) === (operator === '=');
    if (field.kind === 'trace.errors') return accepts(trace.errorCount - Number(value));
    if (field.kind === 'trace.spans') return accepts(trace.spanCount - Number(value));
    return accepts(trace.durationNano - Number(parseDuration(value)));
  };
  return {
    test: (_span, trace) => judge(trace),
    bounds: ({ trace }: SpansFacts) => (trace === null ? UNKNOWN : judge(trace) ? ALL : NONE),
  };
}
