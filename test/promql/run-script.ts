import type { Notated, NotatedSeries } from '../../electron/engine/alerts/rule-tests/series-notation.ts';
import { MemorySource } from '../../electron/engine/promql/memory-source.ts';
import {
  evaluateInstant,
  evaluateRange,
  type InstantOutcome,
  type QueryOptions,
  type QueryReport,
} from '../../electron/engine/promql/query.ts';
import { type Labels, seriesKey } from '../../shared/model/series.ts';
import { faultText, parse } from '../../shared/promql/parse.ts';
import { type Command, type Expectation, parseScript, type TextTest } from './script.ts';

/** One eval of a script: what is wrong with its answer, null for nothing. */
export interface CaseResult {
  line: number;
  expr: string;
  difference: string | null;
}

type Eval = Extract<Command, { kind: 'eval' }>;

/** As Prometheus runs its own scripts. */
const options: QueryOptions = { settings: { delayedNameRemoval: true } };

/** Runs a script of Prometheus' test language; every eval is a case. */
export function runScript(text: string): CaseResult[] {
  let source = new MemorySource();
  const results: CaseResult[] = [];
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') source = new MemorySource();
    else if (command.kind === 'load') load(source, command);
    else results.push({ line: command.line, expr: command.expr, difference: differenceOf(command, source) });
  }
  return results;
}

/** Of one series given twice the last stands. A histogram is no sample that Trivet keeps. */
function load(source: MemorySource, { gapMs, series }: Extract<Command, { kind: 'load' }>): void {
  const last = new Map(series.map((one) => [seriesKey(one.labels), one]));
  for (const { labels, values } of last.values()) {
    const samples = values.flatMap((value, i) => {
      if (value === 'omitted' || typeof value === 'object') return [];
      return [{ timeMs: i * gapMs, value: value === 'stale' ? null : value }];
    });
    source.add(labels, samples);
  }
}

function drained<T>(slices: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

function differenceOf(command: Eval, source: MemorySource): string | null {
  try {
    const text = command.expr;
    const { at: when } = command;
    const timing =
      'timeMs' in when
        ? { stepMs: 0, rangeMs: 0 }
        : { stepMs: when.stepMs, rangeMs: when.endMs - when.startMs };
    const parsed = parse(text, timing);
    if (!parsed.ok) throw new Error(faultText(text, parsed.error));
    const query = { expr: parsed.value, text };
    const { expected, at } = command;
    if ('timeMs' in at) {
      const outcome = drained(evaluateInstant(query, source, at.timeMs, options));
      if (expected.fail) return 'it did not fail';
      return (
        checkNotes(outcome, expected) ??
        checkInstant(outcome, at.timeMs, expected) ??
        checkInRange(command, query, at.timeMs, source)
      );
    }
    const outcome = drained(evaluateRange(query, source, at, options));
    if (expected.fail) return 'it did not fail';
    const found = outcome.series.map(({ labels, values, present }) => ({
      labels,
      values: Array.from(values, (value, i) => (present[i] === 1 ? value : null)),
    }));
    return checkNotes(outcome, expected) ?? checkSeries(found, expected, outcome.grid.steps);
  } catch (error) {
    const { message } = error as Error;
    const { fail } = command.expected;
    if (fail) return passes(message, fail) ? null : `it failed with: ${message}`;
    return `it failed: ${message}`;
  }
}

function passes(message: string, test: TextTest): boolean {
  if ('any' in test) return true;
  return 'exact' in test ? message === test.exact : new RegExp(test.pattern).test(message);
}

function checkNotes({ warnings, infos }: QueryReport, expected: Expectation): string | null {
  for (const kind of ['warn', 'info'] as const) {
    const notes = kind === 'warn' ? warnings : infos;
    const test = expected[kind];
    if (test === 'none' && notes.length > 0) return `unexpected ${kind}: ${notes[0]}`;
    if (test === null || test === 'none') continue;
    if (notes.length === 0) return `no ${kind}`;
    if (!notes.every((note) => passes(note, test))) return `another ${kind}: ${notes.join(' | ')}`;
  }
  return null;
}

/** Prometheus' own tolerance. */
const TOLERANCE = 1e-6;

function isSame(found: number, expected: number): boolean {
  if (Number.isNaN(found) || Number.isNaN(expected)) return Number.isNaN(found) === Number.isNaN(expected);
  if (found === expected) return true;
  return Math.abs(found - expected) / (Math.abs(found) + Math.abs(expected)) < TOLERANCE;
}

interface Found {
  labels: Labels;
  /** One a step, null for none. */
  values: (number | null)[];
}

function checkSeries(found: Found[], { series, scalar }: Expectation, steps: number): string | null {
  if (scalar !== null) {
    const values = Array.from({ length: steps }, () => scalar);
    return compare(found, [{ labels: [], values }]);
  }
  return compare(found, series);
}

function compare(found: Found[], expected: NotatedSeries[]): string | null {
  const wanted = new Map(expected.map((series) => [seriesKey(series.labels), series.values]));
  for (const { labels, values } of found) {
    const key = seriesKey(labels);
    const want = wanted.get(key);
    if (!want) return `unexpected series ${JSON.stringify(labels)}: ${values.join(' ')}`;
    wanted.delete(key);
    for (const [step, value] of values.entries()) {
      if (!isWanted(value, want[step] ?? 'omitted'))
        return `${JSON.stringify(labels)} step ${step}: ${value}, expected ${JSON.stringify(want[step])}`;
    }
    if (want.slice(values.length).some((value) => value !== 'omitted'))
      return `${JSON.stringify(labels)}: fewer steps than expected`;
  }
  for (const [key, values] of wanted) {
    if (values.some((value) => value !== 'omitted')) return `no series ${key.replaceAll('\0', ' ')}`;
  }
  return null;
}

function isWanted(value: number | null, want: Notated): boolean {
  if (typeof want === 'number') return value !== null && isSame(value, want);
  return want === 'omitted' && value === null;
}

function checkInstant(outcome: InstantOutcome, timeMs: number, expected: Expectation): string | null {
  switch (outcome.type) {
    case 'string':
      return outcome.value === expected.text ? null : `the string ${JSON.stringify(outcome.value)}`;
    case 'scalar':
      if (expected.scalar === null) return `the scalar ${outcome.value}`;
      return isSame(outcome.value, expected.scalar) ? null : `${outcome.value}, not ${expected.scalar}`;
    case 'matrix':
      return checkMatrix(outcome.series, timeMs, expected);
    case 'vector':
      return checkVector(outcome.samples, expected);
  }
}

function checkVector(samples: { labels: Labels; value: number }[], expected: Expectation): string | null {
  const found = samples.map(({ labels, value }) => ({ labels, values: [value] }));
  const difference = checkSeries(found, expected, 1);
  if (difference || !expected.ordered) return difference;
  const order = (all: { labels: Labels }[]) => all.map(({ labels }) => seriesKey(labels)).join('\n');
  return order(found) === order(expected.series) ? null : `another order: ${JSON.stringify(samples)}`;
}

function checkMatrix(
  series: { labels: Labels; timesMs: Float64Array; values: Float64Array }[],
  timeMs: number,
  expected: Expectation,
): string | null {
  const range = expected.range;
  if (!range) return 'a range vector';
  const steps = Math.floor((range.endMs - range.startMs) / range.stepMs) + 1;
  const found: Found[] = [];
  for (const { labels, timesMs, values } of series) {
    const byStep: (number | null)[] = Array.from({ length: steps }, () => null);
    for (const [i, time] of timesMs.entries()) {
      const step = (time - range.startMs) / range.stepMs;
      if (!Number.isInteger(step) || step < 0 || step >= steps) return `a sample at ${time} of ${timeMs}`;
      byStep[step] = values[i] as number;
    }
    found.push({ labels, values: byStep });
  }
  return compare(found, expected.series);
}

const OF_QUERY = /\b(step|range|start|end)\(\)/i;

/** The same in the middle of a range query of three steps, as Prometheus checks it. */
function checkInRange(
  { expected }: Eval,
  query: Parameters<typeof evaluateRange>[0],
  timeMs: number,
  source: MemorySource,
): string | null {
  if (expected.ordered || expected.text !== null || expected.range || OF_QUERY.test(query.text)) return null;
  const range = { startMs: timeMs - 60_000, endMs: timeMs + 60_000, stepMs: 60_000 };
  const { series } = drained(evaluateRange(query, source, range, options));
  const found = series
    .filter(({ present }) => present[1] === 1)
    .map(({ labels, values }) => ({ labels, values: [values[1] as number] }));
  const difference = checkSeries(found, expected, 1);
  return difference === null ? null : `in a range query: ${difference}`;
}
