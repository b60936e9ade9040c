import {
  type NotatedSeries,
  parseMetric,
  parseNumber,
  parseSeries,
} from '../../electron/engine/alerts/rule-tests/series-notation.ts';

export interface Expectation {
  fail: TextTest | null;
  warn: TextTest | 'none' | null;
  info: TextTest | 'none' | null;
  ordered: boolean;
  /** Of an instant query that answers a range vector. */
  range: { startMs: number; endMs: number; stepMs: number } | null;
  text: string | null;
  scalar: number | null;
  /** Of an instant query each with one value. */
  series: NotatedSeries[];
}

/** What a message must be; null for any. */
export type TextTest = { exact: string } | { pattern: string } | { any: true };

export type Command =
  | { kind: 'clear'; line: number }
  | { kind: 'load'; line: number; gapMs: number; series: NotatedSeries[] }
  | {
      kind: 'eval';
      line: number;
      expr: string;
      at: { timeMs: number } | { startMs: number; endMs: number; stepMs: number };
      expected: Expectation;
    };

/** Reads Prometheus' test language: promql/promqltest. Lines are trimmed, a comment is an empty line and ends a command. */
export function parseScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => (line.trim().startsWith('#') ? '' : line.trim()));
  const commands: Command[] = [];
  for (let i = 0; i < lines.length; i++) {
    const head = lines[i] as string;
    if (head === '') continue;
    const body: string[] = [];
    const line = i + 1;
    while (i + 1 < lines.length && lines[i + 1] !== '') body.push(lines[++i] as string);
    commands.push(...parseCommand(head, body, line));
  }
  return commands;
}

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/;
const RANGE =
  /^eval(?:_(fail|warn|ordered|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;

function parseCommand(head: string, body: string[], line: number): Command[] {
  if (head === 'clear') return [{ kind: 'clear', line }, ...nested(body, line)];
  const load = /^load\s+(\S+)$/.exec(head);
  if (load)
    return [{ kind: 'load', line, gapMs: durationMs(load[1] as string), series: body.map(parseSeries) }];
  const instant = INSTANT.exec(head);
  if (instant) {
    const [, mode, time = '', expr = ''] = instant;
    const expected = parseExpectation(mode, body, true);
    return [{ kind: 'eval', line, expr, at: { timeMs: durationMs(time) }, expected }];
  }
  const range = RANGE.exec(head);
  if (!range) throw new Error(`line ${line}: no command: ${head}`);
  const [, mode, start = '', end = '', step = '', expr = ''] = range;
  const at = { startMs: durationMs(start), endMs: durationMs(end), stepMs: durationMs(step) };
  return [{ kind: 'eval', line, expr, at, expected: parseExpectation(mode, body, false) }];
}

/** `clear` may be followed by another command without a line between. */
function nested(body: string[], line: number): Command[] {
  const [head, ...rest] = body;
  return head === undefined ? [] : parseCommand(head, rest, line + 1);
}

function parseExpectation(mode: string | undefined, body: string[], instant: boolean): Expectation {
  const any: TextTest = { any: true };
  const expected: Expectation = {
    fail: mode === 'fail' ? any : null,
    warn: mode === 'warn' ? any : null,
    info: mode === 'info' ? any : null,
    ordered: mode === 'ordered',
    range: null,
    text: null,
    scalar: null,
    series: [],
  };
  for (const line of body) {
    if (line.startsWith('expect ')) parseExpect(line.slice('expect '.length).trim(), expected);
    else if (/^[+-]?[\d.]|^[+-]?(inf|nan)$/i.test(line)) expected.scalar = parseNumber(line);
    else if (instant && expected.range === null) expected.series.push(parseSample(line));
    else expected.series.push(parseSeries(line));
  }
  return expected;
}

/** A vector's element has one value, which may be a histogram with spaces in it. */
function parseSample(line: string): NotatedSeries {
  const { rest } = parseMetric(line);
  if (!rest.startsWith('{{')) return parseSeries(line);
  return { ...parseMetric(line), values: [{ histogram: rest }] };
}

function parseExpect(text: string, expected: Expectation): void {
  const [, what = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(text) ?? [];
  switch (what) {
    case 'fail':
      expected.fail = textTest(rest);
      return;
    case 'warn':
      expected.warn = textTest(rest);
      return;
    case 'info':
      expected.info = textTest(rest);
      return;
    case 'no_warn':
      expected.warn = 'none';
      return;
    case 'no_info':
      expected.info = 'none';
      return;
    case 'ordered':
      expected.ordered = true;
      return;
    case 'string':
      expected.text = JSON.parse(rest.startsWith('`') ? JSON.stringify(rest.slice(1, -1)) : rest);
      return;
    case 'range': {
      const [, start = '', end = '', step = ''] =
        /^vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/.exec(rest) ?? [];
      expected.range = { startMs: durationMs(start), endMs: durationMs(end), stepMs: durationMs(step) };
      return;
    }
    default:
      throw new Error(`expect ${text}?`);
  }
}

function textTest(rest: string): TextTest {
  const [, kind, text = ''] = /^(msg|regex)\s*:\s*(.*)$/.exec(rest) ?? [];
  if (kind === undefined) return { any: true };
  return kind === 'msg' ? { exact: text } : { pattern: text };
}

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

function durationMs(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) throw new Error(`no duration: ${text}`);
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? Number.NaN),
    0,
  );
}
