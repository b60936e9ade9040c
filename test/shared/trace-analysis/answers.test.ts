import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OperationBaseline } from '../../../shared/contract/trace-answers.ts';
import { analyseTrace } from '../../../shared/trace-analysis/analyse-trace.ts';
import { stepToError } from '../../../shared/trace-analysis/error-spans.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { readTraces } from '../../engine/formats/read-traces.ts';
import { spansToDetail } from './spans-to-detail.ts';
import { nestedSpans } from './trace-arbitraries.ts';
import { type FixtureSpan, traceFixture } from './trace-fixture.ts';

const analyse = (spans: FixtureSpan[], baselines: OperationBaseline[] = []) =>
  analyseTrace(traceFixture(spans), baselines);

/** web calls the database twice, the second time in vain, and a cache beside it. */
const shop: FixtureSpan[] = [
  { name: 'GET /cart', service: 'web', start: 0, end: 100, error: true },
  { name: 'load', service: 'web', parent: 0, start: 10, end: 60 },
  { name: 'SELECT', service: 'db', parent: 1, start: 20, end: 40 },
  { name: 'GET', service: 'cache', parent: 1, start: 30, end: 50 },
  { name: 'save', service: 'web', parent: 0, start: 60, end: 90, error: true },
  { name: 'UPDATE', service: 'db', parent: 4, start: 65, end: 85, error: true },
];

describe('longest path', () => {
  test('is the one from the root down whose durations have the largest sum', () => {
    const { longest } = analyse(shop);
    expect(longest).toEqual({ spans: [0, 1, 2], totalNano: 170 });
  });

  test('of two that are equally long it is the one that began first', () => {
    expect(
      analyse([
        { name: 'root', start: 0, end: 10 },
        { name: 'a', parent: 0, start: 1, end: 3 },
        { name: 'b', parent: 0, start: 4, end: 6 },
      ]).longest.spans,
    ).toEqual([0, 1]);
  });

  test('a trace without spans has none', () => {
    expect(analyse([]).longest).toEqual({ spans: [], totalNano: 0 });
  });
});

test('services are told with spans, errors, summed, busy, own and critical time', () => {
  const { services } = analyse(shop);
  expect(services).toEqual([
    // load covers 20-50 with its children: 20 of its own; save 10; the root 10 + 0 + 10.
    { service: 0, spans: 3, errors: 2, totalNano: 180, busyNano: 100, selfNano: 50, criticalNano: 60 },
    { service: 1, spans: 2, errors: 1, totalNano: 40, busyNano: 40, selfNano: 40, criticalNano: 20 },
    { service: 2, spans: 1, errors: 0, totalNano: 20, busyNano: 20, selfNano: 20, criticalNano: 20 },
  ]);
});

test('spans, services, containers, errors and levels are counted', () => {
  const detail = { ...traceFixture(shop), containers: [{ entity: 'shop/web/1', name: 'web' }] };
  expect(analyseTrace(detail).counts).toEqual({ spans: 6, services: 3, containers: 1, errors: 3, depth: 3 });
});

describe('bottlenecks', () => {
  const ten = Array.from({ length: 10 }, (_, i) => ({ name: 'n', parent: 0, start: i, end: i + 1 }));

  test('of the five slowest, those above twice the mean are medium and above five times high', () => {
    // 20 spans with a sum of 200 have a mean of 10: 60 is six times, 30 three times and 20 exactly twice.
    const durations = [60, 30, 20, 15, 15, ...Array.from({ length: 15 }, () => 4)];
    const found = analyse(
      durations.map((length, i) => ({ name: 'n', start: i, end: i + length })),
    ).bottlenecks;
    expect(found).toEqual([
      { span: 0, factor: 6, severity: 'high' },
      { span: 1, factor: 3, severity: 'medium' },
    ]);
  });

  test('there are never more than five', () => {
    const slow = Array.from({ length: 7 }, (_, i) => ({ name: 's', start: i, end: i + 100 + i }));
    const found = analyse([...slow, ...Array.from({ length: 5 }, () => ten).flat()]).bottlenecks;
    expect(found.map(({ span }) => span)).toEqual([6, 5, 4, 3, 2]);
  });

  test('spans of one length, or of none, are no bottlenecks', () => {
    expect(analyse(ten.map((span) => ({ ...span, parent: -1 }))).bottlenecks).toEqual([]);
    expect(analyse([{ name: 'n', start: 0, end: 0 }]).bottlenecks).toEqual([]);
    expect(analyse([]).bottlenecks).toEqual([]);
  });
});

describe('slower than usual', () => {
  const usual = (service: string, name: string, p95Nano: number, spans = 100): OperationBaseline => ({
    service,
    name,
    spans,
    p50Nano: p95Nano / 2,
    p95Nano,
  });

  test('tells spans above the p95 of their own operation, the one to blame before those that waited for it', () => {
    const { unusual } = analyse(shop, [
      usual('web', 'GET /cart', 70),
      usual('web', 'save', 10),
      usual('db', 'UPDATE', 5),
    ]);
    expect(unusual).toEqual({
      spans: [
        { span: 5, usualP95Nano: 5, usualSpans: 100, excessNano: 15, explainedBy: -1 },
        { span: 0, usualP95Nano: 70, usualSpans: 100, excessNano: 30, explainedBy: 4 },
        { span: 4, usualP95Nano: 10, usualSpans: 100, excessNano: 20, explainedBy: 5 },
      ],
      truncated: false,
    });
  });

  test('the same name of another service, and too few spans, say nothing', () => {
    expect(analyse(shop, [usual('db', 'save', 1), usual('web', 'save', 1, 19)]).unusual.spans).toEqual([]);
  });

  test('exactly the p95 is usual', () => {
    expect(analyse(shop, [usual('web', 'save', 30)]).unusual.spans).toEqual([]);
  });

  test('at most a hundred are listed, and it says so', () => {
    const spans = Array.from({ length: 101 }, (_, i) => ({ name: 'n', start: i, end: i + 10 }));
    const { unusual } = analyse(spans, [usual('web', 'n', 1)]);
    expect(unusual.spans).toHaveLength(100);
    expect(unusual.truncated).toBe(true);
  });
});

describe('repeated calls', () => {
  const calls = (count: number, more: Partial<FixtureSpan> = {}) =>
    Array.from(
      { length: count },
      (_, i): FixtureSpan => ({
        name: 'SELECT',
        service: 'db',
        kind: 3,
        parent: 0,
        start: i * 10,
        end: i * 10 + 5,
        ...more,
      }),
    );
  const root = { name: 'root', start: 0, end: 100 };

  test('siblings with one statement are an N+1 from five on, with their share of the time', () => {
    const { repeats } = analyse([root, ...calls(5, { statement: 'SELECT ?' })]);
    expect(repeats).toEqual([
      {
        parent: 0,
        spans: [1, 2, 3, 4, 5],
        errors: 0,
        totalNano: 25,
        coveredNano: 25,
        shareOfParent: 0.25,
        shareOfTrace: 0.25,
        nPlusOne: true,
      },
    ]);
    expect(analyse([root, ...calls(4, { statement: 'SELECT ?' })]).repeats).toEqual([]);
  });

  test('one operation with two statements is two groups', () => {
    const spans = [root, ...calls(5, { statement: 'SELECT a' }), ...calls(5, { statement: 'SELECT b' })];
    expect(analyse(spans).repeats.map((group) => group.spans)).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ]);
  });

  test('without a statement ten client calls look like N+1, nine and inner work do not', () => {
    const hint = (spans: FixtureSpan[]) => analyse([root, ...spans]).repeats[0]?.nPlusOne;
    expect(hint(calls(10))).toBe(true);
    expect(hint(calls(9))).toBe(false);
    expect(hint(calls(10, { kind: 1 }))).toBe(false);
  });

  test('calls side by side, and outside their parent, count the time once and inside it only', () => {
    const spans = [root, ...calls(5, { start: 80, end: 120, error: true })];
    expect(analyse(spans).repeats[0]).toMatchObject({
      errors: 5,
      totalNano: 200,
      coveredNano: 20,
      shareOfParent: 0.2,
      shareOfTrace: 20 / 120,
    });
  });

  test('repeats under different parents are not one group', () => {
    const other = calls(3, { parent: 1 });
    expect(analyse([root, { name: 'b', start: 0, end: 100 }, ...calls(3), ...other]).repeats).toEqual([]);
  });
});

describe('errors', () => {
  test('are stepped through in order of start, round the end', () => {
    const { errors } = analyse(shop);
    expect(errors).toEqual([0, 4, 5]);
    expect(stepToError(errors, null, 1)).toBe(0);
    expect(stepToError(errors, 2, 1)).toBe(4);
    expect(stepToError(errors, 5, 1)).toBe(0);
    expect(stepToError(errors, 0, -1)).toBe(5);
    expect(stepToError([], 0, 1)).toBeNull();
  });

  test('the cause is the deepest error of a chain that reached the root', () => {
    expect(analyse(shop).cause).toEqual({ span: 5, chain: [0, 4, 5], reachedRoot: true });
  });

  test('a deeper error that nobody above failed with is no cause beside one that reached the root', () => {
    const spans: FixtureSpan[] = [
      { name: 'root', start: 0, end: 100, error: true },
      { name: 'retried', parent: 0, start: 10, end: 50 },
      { name: 'a', parent: 1, start: 11, end: 40, error: true },
      { name: 'b', parent: 2, start: 12, end: 30, error: true },
      { name: 'given up', parent: 0, start: 60, end: 90, error: true },
    ];
    expect(analyse(spans).cause).toEqual({ span: 4, chain: [0, 4], reachedRoot: true });
    const handled = analyse(spans.map((span, i) => ({ ...span, error: i === 2 || i === 3 })));
    expect(handled.cause).toEqual({ span: 3, chain: [2, 3], reachedRoot: false });
  });

  test('of equals the one that failed first is the cause, and without errors there is none', () => {
    const spans: FixtureSpan[] = [
      { name: 'root', start: 0, end: 100, error: true },
      { name: 'long', parent: 0, start: 10, end: 90, error: true },
      { name: 'short', parent: 0, start: 20, end: 30, error: true },
    ];
    expect(analyse(spans).cause?.span).toBe(2);
    expect(analyse(spans.map((span) => ({ ...span, error: false }))).cause).toBeNull();
  });
});

test('where children lie inside their parents, own times add up to what the trace covers, and more where they overlap', () => {
  fc.assert(
    fc.property(nestedSpans({ inside: true }), (spans) => {
      const { tree, services, path } = analyse(spans);
      const own = tree.selfNano.reduce((sum, nano) => sum + nano, 0);
      expect(own).toBeGreaterThanOrEqual(tree.totalNano);
      expect(services.reduce((sum, { selfNano }) => sum + selfNano, 0)).toBe(own);
      expect(services.reduce((sum, { criticalNano }) => sum + criticalNano, 0)).toBe(path.totalNano);
      for (let i = 0; i < tree.count; i++) expect(path.nano[i]).toBeLessThanOrEqual(tree.selfNano[i]! + 1e-6);
    }),
  );
});

describe.skipIf(!hasCorpus)('recorded traces', () => {
  test.each([
    // File, spans, services, errors, levels: as the files' parents lead.
    ['jaeger-ui-traceWithOverlappingChildrenLongerThanParent.json', 4, 2, 0, 2],
    ['flat-spans-orphan-and-zero-duration.json', 11, 2, 1, 4],
    ['generated-single-trace-10k-spans.json', 10_000, 24, 104, 131],
  ])('%s: %i spans of %i services, %i errors, %i levels', (file, spans, services, errors, depth) => {
    const read = readTraces(readCorpus(`traces-jaeger/${file}`)).spans;
    const byTrace = Map.groupBy(read, ({ span }) => span.traceId);
    const all = [...byTrace.values()].map((one) => analyseTrace(spansToDetail(one)));
    expect(all.reduce((sum, { counts }) => sum + counts.spans, 0)).toBe(spans);
    expect(all.reduce((sum, { counts }) => sum + counts.errors, 0)).toBe(errors);
    expect(new Set(read.map(({ resource }) => JSON.stringify(resource.attributes[0]?.[1]))).size).toBe(
      services,
    );
    expect(Math.max(...all.map(({ counts }) => counts.depth))).toBe(depth);
  });
});
