import { expect, test } from 'vitest';
import {
  foldKey,
  type RowOptions,
  revealing,
  timelineRows,
} from '../../../../renderer/views/traces/trace/timeline-rows.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { type FixtureSpan, traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const options: RowOptions = { collapsed: new Set(), openFolds: new Set(), foldRepeats: true, root: null };

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

const text = (spans: FixtureSpan[], given: Partial<RowOptions> = {}) => {
  const detail = traceFixture(spans);
  return timelineRows(detail, buildTraceTree(detail), { ...options, ...given }).map((row) => {
    const indent = '  '.repeat(row.depth);
    if (row.kind === 'span') return indent + detail.names[detail.name[row.span]!];
    const name = detail.names[detail.name[row.members[0]!]!];
    return `${indent}${row.members.length} × ${name}${row.nPlusOne ? ' N+1' : ''}${row.errors ? ` !${row.errors}` : ''}`;
  });
};

test('repeats of one operation under one parent become one row each, interleaved or not', () => {
  expect(text(nPlusOne)).toEqual([
    'request',
    '  load items',
    '    12 × SELECT item N+1 !1',
    '    12 × GET price N+1',
    '  render',
  ]);
});

test('an open fold shows its members one level deeper', () => {
  const detail = traceFixture(nPlusOne);
  const key = foldKey(detail, 1, detail.name.indexOf(detail.names.indexOf('GET price')));
  const rows = text(nPlusOne, { openFolds: new Set([key]) });
  expect(rows).toHaveLength(17);
  expect(rows[4]).toBe('      GET price');
});

test('without folding every span has its row, in start order', () => {
  expect(text(nPlusOne, { foldRepeats: false })).toHaveLength(nPlusOne.length);
});

test('a collapsed span hides what is below it', () => {
  expect(text(nPlusOne, { collapsed: new Set([1]) })).toEqual(['request', '  load items', '  render']);
});

test('a new root shows its part of the trace from the left edge', () => {
  expect(text(nPlusOne, { root: 1 })[0]).toBe('load items');
});

test('revealing a span opens its ancestors and the fold that hides it', () => {
  const detail = traceFixture(nPlusOne);
  const tree = buildTraceTree(detail);
  const closed: RowOptions = { ...options, collapsed: new Set([0, 1]) };
  const opened = revealing(detail, tree, closed, 8);
  const rows = timelineRows(detail, tree, { ...closed, ...opened });
  expect(rows.some((row) => row.kind === 'span' && row.span === 8)).toBe(true);
});
