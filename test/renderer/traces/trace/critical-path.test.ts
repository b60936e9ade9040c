import fc from 'fast-check';
import { expect, test } from 'vitest';
import { criticalPath } from '../../../../renderer/views/traces/trace/critical-path.ts';
import { buildTraceTree } from '../../../../renderer/views/traces/trace/trace-tree.ts';
import { type FixtureSpan, traceFixture } from './trace-fixture.ts';

const pathOf = (spans: FixtureSpan[]) => {
  const detail = traceFixture(spans);
  return criticalPath(detail, buildTraceTree(detail));
};

test('children one after another share the path with the gaps of their parent', () => {
  const { segments, totalNano } = pathOf([
    { name: 'root', start: 0, end: 100 },
    { name: 'a', parent: 0, start: 10, end: 40 },
    { name: 'b', parent: 0, start: 50, end: 90 },
  ]);
  expect(segments.get(0)).toEqual([
    { start: 0, end: 10 },
    { start: 40, end: 50 },
    { start: 90, end: 100 },
  ]);
  expect(segments.get(1)).toEqual([{ start: 10, end: 40 }]);
  expect(totalNano).toBe(100);
});

test('of children side by side only the one that finished last is on the path', () => {
  const { segments } = pathOf([
    { name: 'root', start: 0, end: 100 },
    { name: 'short', parent: 0, start: 10, end: 60 },
    { name: 'long', parent: 0, start: 10, end: 90 },
  ]);
  expect(segments.has(1)).toBe(false);
  expect(segments.get(2)).toEqual([{ start: 10, end: 90 }]);
});

test('a child that outlives its parent counts up to the end of the parent', () => {
  const { segments, totalNano } = pathOf([
    { name: 'root', start: 0, end: 100 },
    { name: 'async', parent: 0, start: 80, end: 500 },
  ]);
  expect(segments.get(1)).toEqual([{ start: 80, end: 100 }]);
  expect(totalNano).toBe(100);
});

test('the path is always as long as the root and never overlaps itself', () => {
  const spanTree = fc
    .array(
      fc.tuple(
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
      ),
      { maxLength: 40 },
    )
    .map((seeds) => {
      const spans: FixtureSpan[] = [{ name: 'root', start: 0, end: 1_000_000 }];
      for (const [seed, from, length] of seeds) {
        const parent = seed % spans.length;
        const { start, end } = spans[parent]!;
        const begin = Math.round(start + (end - start) * from);
        spans.push({ name: 'n', parent, start: begin, end: begin + Math.round((end - start) * length) });
      }
      return spans;
    });
  fc.assert(
    fc.property(spanTree, (spans) => {
      const { segments, totalNano } = pathOf(spans);
      expect(totalNano).toBe(1_000_000);
      const parts = [...segments.values()].flat().sort((a, b) => a.start - b.start);
      for (let i = 1; i < parts.length; i++)
        expect(parts[i]!.start).toBeGreaterThanOrEqual(parts[i - 1]!.end);
    }),
  );
});
