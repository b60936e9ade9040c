import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ComparedCalls,
  compareTraces,
  markOf,
  rankedChanges,
} from '../../../shared/trace-analysis/compare.ts';
import { nestedSpans } from './trace-arbitraries.ts';
import { type FixtureSpan, traceFixture } from './trace-fixture.ts';

const compare = (a: FixtureSpan[], b: FixtureSpan[]) => compareTraces(traceFixture(a), traceFixture(b));

const before: FixtureSpan[] = [
  { name: 'POST /orders', start: 0, end: 100 },
  { name: 'SELECT items', service: 'db', parent: 0, start: 10, end: 30 },
  { name: 'GET session', service: 'redis', parent: 0, start: 40, end: 50 },
];
const after: FixtureSpan[] = [
  { name: 'POST /orders', start: 0, end: 400, error: true },
  { name: 'SELECT item', service: 'db', parent: 0, start: 10, end: 60 },
  { name: 'SELECT item', service: 'db', parent: 0, start: 60, end: 110 },
  { name: 'GET session', service: 'redis', parent: 0, start: 300, end: 310 },
];

test('calls are the same when service and name are, all the way up; what only one trace has stands with none on the other side', () => {
  const calls = compare(before, after);
  const rows = calls.name.map((name, i) => [name, calls.depth[i], calls.countA[i], calls.countB[i]]);
  expect(rows).toEqual([
    ['POST /orders', 0, 1, 1],
    ['SELECT items', 1, 1, 0],
    ['SELECT item', 1, 0, 2],
    ['GET session', 1, 1, 1],
  ]);
});

test('repeats under one caller are counted and timed together', () => {
  const calls = compare(before, after);
  expect([calls.totalNanoA[2], calls.totalNanoB[2], calls.spanA[2], calls.spanB[2]]).toEqual([0, 100, -1, 1]);
  expect([calls.errorsA[0], calls.errorsB[0]]).toEqual([0, 1]);
  expect([calls.durationNanoA, calls.durationNanoB]).toEqual([100, 400]);
  expect([calls.selfNanoA[0], calls.selfNanoB[0]]).toEqual([70, 290]);
});

test('a trace compared with itself is the same on both sides', () => {
  fc.assert(
    fc.property(nestedSpans({ inside: false }), (spans) => {
      const calls = compare(spans, spans);
      expect(calls.countA).toEqual(calls.countB);
      expect(calls.totalNanoA).toEqual(calls.totalNanoB);
      expect(calls.countA.reduce((sum, count) => sum + count, 0)).toBe(spans.length);
    }),
  );
});

test('every span of both traces is counted on exactly one path, whose caller stands before it', () => {
  fc.assert(
    fc.property(nestedSpans({ inside: true }), nestedSpans({ inside: true }), (a, b) => {
      const calls = compare(a, b);
      const sum = (counts: Float64Array) => counts.reduce((all, count) => all + count, 0);
      expect([sum(calls.countA), sum(calls.countB)]).toEqual([a.length, b.length]);
      for (let i = 0; i < calls.parent.length; i++) expect(calls.parent[i]!).toBeLessThan(i);
    }),
  );
});

test('thousands of calls below each other are compared', () => {
  const deep: FixtureSpan[] = Array.from({ length: 5_000 }, (_, i) => ({
    name: `call ${i}`,
    ...(i > 0 ? { parent: i - 1 } : {}),
    start: i,
    end: 20_000 - i,
  }));
  expect(compare(deep, deep).depth.at(-1)).toBe(4_999);
});

test.each<[because: string, other: Partial<FixtureSpan>]>([
  ['another service', { service: 'other' }],
  ['another kind', { kind: 3 }],
  ['another statement', { statement: 'SELECT ?' }],
])('one name is two calls for %s', (_because, other) => {
  const root = { name: 'r', start: 0, end: 10 };
  const call = { name: 'call', parent: 0, start: 1, end: 9 };
  const calls = compare([root, call], [root, { ...call, ...other }]);
  expect([0, 1, 2].map((at) => markOf(calls, at))).toEqual(['same', 'missing', 'added']);
});

test('the difference is ranked by own time, added and missing calls once with all of theirs', () => {
  const was: FixtureSpan[] = [
    { name: 'GET /cart', start: 0, end: 100 },
    { name: 'load', parent: 0, start: 10, end: 60 },
    { name: 'SELECT', parent: 1, start: 20, end: 30 },
    { name: 'cached', parent: 1, start: 35, end: 40 },
    { name: 'render', parent: 0, start: 60, end: 95 },
  ];
  const is: FixtureSpan[] = [
    { name: 'GET /cart', start: 0, end: 200 },
    { name: 'load', parent: 0, start: 10, end: 100 },
    { name: 'SELECT', parent: 1, start: 20, end: 30 },
    { name: 'SELECT', parent: 1, start: 35, end: 45 },
    { name: 'SELECT', parent: 1, start: 50, end: 60 },
    { name: 'prices', parent: 0, start: 100, end: 180 },
    { name: 'SELECT', parent: 5, start: 110, end: 170 },
    { name: 'render', parent: 0, start: 180, end: 199 },
  ];
  const calls = compare(was, is);
  expect(rankedChanges(calls).map(({ at, mark, nano }) => [calls.name[at], mark, nano])).toEqual([
    ['prices', 'added', 80],
    // 50 less 10 and 5 in children before, 90 less 30 after.
    ['load', 'slower', 25],
    ['SELECT', 'slower', 20],
    ['render', 'faster', -16],
    ['cached', 'missing', -5],
    // 10 before load and 5 after render; 10 and 1 now.
    ['GET /cart', 'faster', -4],
  ]);
});

test('looking from the other side mirrors every mark', () => {
  const mirrored = {
    added: 'missing',
    missing: 'added',
    slower: 'faster',
    faster: 'slower',
    same: 'same',
  } as const;
  const lines = (calls: ComparedCalls, text: (at: number) => string) => {
    const paths: string[] = [];
    return Array.from(calls.parent, (parent, at) => {
      paths[at] = `${parent < 0 ? '' : paths[parent]}/${calls.service[at]} ${calls.name[at]}`;
      return `${paths[at]} ${text(at)}`;
    }).sort();
  };
  const spans = nestedSpans({ inside: false });
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      const there = compare(a, b);
      const back = compare(b, a);
      expect(lines(there, (at) => markOf(there, at))).toEqual(
        lines(back, (at) => mirrored[markOf(back, at)]),
      );
      expect(rankedChanges(compare(a, a))).toEqual([]);
    }),
  );
});

test('traces without spans have nothing to compare', () => {
  expect(compare([], []).parent).toHaveLength(0);
  expect([...compare([{ name: 'a', start: 0, end: 1 }], []).countB]).toEqual([0]);
});
