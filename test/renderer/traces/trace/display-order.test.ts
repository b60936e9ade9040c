import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayOrder } from '../../../../renderer/views/traces/trace/model/display-order.ts';
import {
  allClosed,
  carriedOver,
  initiallyClosed,
  type LineOptions,
  opened,
  rowOf,
  visibleLines,
} from '../../../../renderer/views/traces/trace/model/visible-lines.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { type FixtureSpan, traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

/** A request that asks the database once per item, with a cache look-up between. */
const nPlusOne: FixtureSpan[] = [
  { name: 'request', start: 0, end: 1000 },
  { name: 'load items', parent: 0, start: 10, end: 900 },
  ...Array.from({ length: 12 }, (_, i) => [
    {
      name: 'SELECT item',
      service: 'db',
      kind: 3,
      parent: 1,
      start: 20 + i * 50,
      end: 50 + i * 50,
      error: i === 3,
    },
    { name: 'GET price', service: 'cache', kind: 3, parent: 1, start: 51 + i * 50, end: 60 + i * 50 },
  ]).flat(),
  { name: 'render', parent: 0, start: 910, end: 990 },
];

const orderOf = (spans: FixtureSpan[], fold = true) => {
  const detail = traceFixture(spans);
  return { detail, order: displayOrder(detail, buildTraceTree(detail), fold) };
};

const text = (spans: FixtureSpan[], given: Partial<LineOptions> = {}, fold = true) => {
  const { detail, order } = orderOf(spans, fold);
  const options = { closed: initiallyClosed(order), root: null, focus: null, ...given };
  return Array.from(visibleLines(order, options), (line) => {
    const indent = '  '.repeat(order.depth[line]!);
    const name = detail.names[detail.name[order.span[line]!]!];
    if (order.members[line] === 0) return indent + name;
    const errors = order.foldErrors[line]! > 0 ? ` !${order.foldErrors[line]}` : '';
    return `${indent}${order.members[line]} × ${name}${order.nPlusOne[line] ? ' N+1' : ''}${errors}`;
  });
};

test('repeats of one operation under one parent become one line each, interleaved or not', () => {
  expect(text(nPlusOne)).toEqual([
    'request',
    '  load items',
    '    12 × SELECT item N+1 !1',
    '    12 × GET price N+1',
    '  render',
  ]);
});

test('an open fold shows its members one level deeper', () => {
  const { order } = orderOf(nPlusOne);
  const closed = initiallyClosed(order);
  const fold = order.members.lastIndexOf(12);
  closed[fold] = 0;
  const lines = text(nPlusOne, { closed });
  expect(lines).toHaveLength(17);
  expect(lines[4]).toBe('      GET price');
});

test('without folding every span has its line, in start order', () => {
  expect(text(nPlusOne, {}, false)).toHaveLength(nPlusOne.length);
});

test('a closed span hides what is below it', () => {
  const { order } = orderOf(nPlusOne);
  const closed = initiallyClosed(order);
  closed[order.lineOf[1]!] = 1;
  expect(text(nPlusOne, { closed })).toEqual(['request', '  load items', '  render']);
});

test('with everything closed only the roots are left', () => {
  const { order } = orderOf(nPlusOne);
  expect(text(nPlusOne, { closed: allClosed(order) })).toEqual(['request']);
});

test('a new root shows only its part of the trace', () => {
  expect(text(nPlusOne, { root: 1 }).map((line) => line.trim())).toEqual([
    'load items',
    '12 × SELECT item N+1 !1',
    '12 × GET price N+1',
  ]);
});

test('focus leaves the ancestors of a span and what is below it', () => {
  const spans = [...nPlusOne, { name: 'format', parent: nPlusOne.length - 1, start: 920, end: 930 }];
  expect(text(spans, { focus: nPlusOne.length - 1 })).toEqual(['request', '  render', '    format']);
});

test('opening a line opens all above it and the fold that hides it', () => {
  const { order } = orderOf(nPlusOne);
  const closed = opened(order, allClosed(order), order.lineOf[8]!);
  const lines = visibleLines(order, { closed, root: null, focus: null });
  expect(rowOf(lines, order.lineOf[8]!)).toBeGreaterThan(0);
});

test('what was closed stays closed when folding is switched, and folds begin closed', () => {
  const detail = traceFixture(nPlusOne);
  const tree = buildTraceTree(detail);
  const [folded, plain] = [displayOrder(detail, tree, true), displayOrder(detail, tree, false)];
  const closed = initiallyClosed(folded);
  closed[folded.lineOf[1]!] = 1;
  const there = carriedOver(folded, closed, plain);
  expect(there[plain.lineOf[1]!]).toBe(1);
  expect(carriedOver(plain, there, folded)).toEqual(closed);
});

test('a row is found among the visible ones, and one that is hidden is not', () => {
  expect(rowOf(Uint32Array.of(0, 4, 9), 4)).toBe(1);
  expect(rowOf(Uint32Array.of(0, 4, 9), 5)).toBe(-1);
});

/** Any tree: each span hangs below one before it, or below none; few names, so that some repeat. */
const anyTrace = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 80,
  })
  .map((items) =>
    items.map(([place, name], i): FixtureSpan => {
      const parent = Math.min(i - 1, Math.floor(place * (i + 1)) - 1);
      return { name: `op ${name}`, start: i, end: i + 10, ...(parent >= 0 ? { parent } : {}) };
    }),
  );

test('for any trace every span has exactly one line, below its parent, and the ends of subtrees nest', () => {
  fc.assert(
    fc.property(anyTrace, fc.boolean(), (spans, fold) => {
      const { detail, order } = orderOf(spans, fold);
      const own = Array.from(order.lineOf);
      expect(new Set(own).size).toBe(spans.length);
      own.forEach((line, span) => {
        expect(order.span[line]).toBe(span);
        expect(order.members[line]).toBe(0);
        const parent = detail.parent[span]!;
        if (parent < 0) return;
        const above = order.lineOf[parent]!;
        expect(above < line && order.next[line]! <= order.next[above]!).toBe(true);
      });
      const everything = visibleLines(order, {
        closed: new Uint8Array(order.count),
        root: null,
        focus: null,
      });
      expect(everything).toHaveLength(order.count);
    }),
  );
});

test('a chain of 20,000 spans is laid out without running out of stack', () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => ({
    name: 'step',
    start: i,
    end: 50_000 - i,
    ...(i > 0 ? { parent: i - 1 } : {}),
  }));
  const { order } = orderOf(spans);
  expect(order.depth.at(-1)).toBe(19_999);
});
