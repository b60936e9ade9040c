/**
 * The traces view's query line: `service:orders operation:"POST /orders" duration>5ms duration<=2s error
 * http.request.method=POST`. What it holds is what `traces.search` takes, without the time range.
 */
export interface TraceQuery {
  service?: string;
  operation?: string;
  minDurationNano?: bigint;
  maxDurationNano?: bigint;
  error?: boolean;
  attributes: [key: string, value: string][];
}

export interface QueryProblem {
  /** The token at fault. */
  token: string;
  expected: string;
}

const NANOS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

/** 10ms, 1.5s, 250us to nanoseconds; null when it is no length of time. */
export function parseDuration(text: string): bigint | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min|m|h)$/.exec(text.trim());
  return match ? BigInt(Math.round(Number(match[1]) * NANOS[match[2]!]!)) : null;
}

/** Tokens are apart by blanks; a value may be quoted, with backslash before a quote or backslash inside. */
function tokens(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g)].map((match) => match[0]);
}

const unquote = (text: string): string =>
  text.startsWith('"')
    ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replace(/\\(.)/g, '$1')
    : text;

const quote = (text: string): string =>
  /^[^\s"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;

const DURATION = /^duration(>=?|<=?|[≥≤])(.*)$/;

/** What can be read is read; every token that cannot is a problem, and none is taken for something else. */
export function parseTraceQuery(text: string): { query: TraceQuery; problems: QueryProblem[] } {
  const query: TraceQuery = { attributes: [] };
  const problems: QueryProblem[] = [];
  for (const token of tokens(text)) {
    const expected = applyToken(query, token);
    if (expected !== null) problems.push({ token, expected });
  }
  return { query, problems };
}

/** Answers what was expected when the token does not say it. */
function applyToken(query: TraceQuery, token: string): string | null {
  if (token === 'error') {
    query.error = true;
    return null;
  }
  const duration = DURATION.exec(token);
  if (duration) return applyDuration(query, duration[1]!, duration[2]!);
  const named = /^(service|operation):(.+)$/.exec(token);
  if (named) {
    query[named[1] as 'service' | 'operation'] = unquote(named[2]!);
    return null;
  }
  const equals = token.indexOf('=');
  if (equals < 1) return 'service:NAME, operation:NAME, duration>10ms, error or attribute=value';
  query.attributes.push([token.slice(0, equals), unquote(token.slice(equals + 1))]);
  return null;
}

function applyDuration(query: TraceQuery, operator: string, text: string): string | null {
  const nanos = parseDuration(text);
  if (nanos === null) return 'a length of time such as 10ms, 1.5s or 250us';
  if (operator.startsWith('>') || operator === '≥') query.minDurationNano = nanos;
  else query.maxDurationNano = nanos;
  return null;
}

const UNITS = [
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
] as const;

function durationText(nanos: bigint): string {
  const [unit, size] = UNITS.find(([, each]) => nanos >= each && nanos % each === 0n) ?? UNITS[3];
  return `${nanos / size}${unit}`;
}

/** One chip a condition; removing a chip is removing its token. */
export function queryTokens(query: TraceQuery): string[] {
  const list: string[] = [];
  if (query.service !== undefined) list.push(`service:${quote(query.service)}`);
  if (query.operation !== undefined) list.push(`operation:${quote(query.operation)}`);
  if (query.minDurationNano !== undefined) list.push(`duration>=${durationText(query.minDurationNano)}`);
  if (query.maxDurationNano !== undefined) list.push(`duration<=${durationText(query.maxDurationNano)}`);
  if (query.error) list.push('error');
  for (const [key, value] of query.attributes) list.push(`${key}=${quote(value)}`);
  return list;
}

export const formatTraceQuery = (query: TraceQuery): string => queryTokens(query).join(' ');
