import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bestDrawing,
  layoutMap,
  NODE_HEIGHT,
  NODE_WIDTH,
  neighbourhood,
  smoothPath,
} from '../../../../renderer/views/traces/map/map-layout.ts';
import { fitted, revealed, zoomed } from '../../../../renderer/views/traces/map/viewport.ts';
import type { ServiceMapEdge, ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';

const node = (id: string): ServiceMapNode => ({
  id,
  name: id,
  kind: 'service',
  service: id,
  calls: 1,
  errors: 0,
  p95Nano: 1,
});
const edge = (from: string, to: string): ServiceMapEdge => ({
  from,
  to,
  async: false,
  calls: 10,
  errors: 0,
  p50Nano: 1,
  p95Nano: 2,
});
const map = (names: string[], calls: [string, string][]) => ({
  nodes: names.map(node),
  edges: calls.map(([from, to]) => edge(from, to)),
});

test('callers stand before what they call', () => {
  const { nodes } = layoutMap(
    map(
      ['db', 'api', 'web'],
      [
        ['web', 'api'],
        ['api', 'db'],
      ],
    ),
    'LR',
  );
  const order = [...nodes].sort((a, b) => a.x - b.x).map(({ node: { id } }) => id);
  expect(order).toEqual(['web', 'api', 'db']);
});

test('boxes never overlap, whatever calls whatever, cycles and self-calls included', () => {
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const call = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));
  fc.assert(
    fc.property(
      fc.array(call, { maxLength: 30 }),
      fc.constantFrom('LR' as const, 'TB' as const),
      (calls, way) => {
        const { nodes } = layoutMap(map(names, calls), way);
        for (const a of nodes)
          for (const b of nodes)
            if (a.node.id < b.node.id)
              expect(
                Math.abs(a.x - b.x) >= NODE_WIDTH - 0.5 || Math.abs(a.y - b.y) >= NODE_HEIGHT - 0.5,
              ).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('two cycles through one node are laid out', () => {
  const calls: [string, string][] = [
    ['s7', 's10'],
    ['s10', 's3'],
    ['s3', 's10'],
    ['s3', 's7'],
  ];
  expect(layoutMap(map(['s10', 's3', 's7'], calls), 'LR').nodes).toHaveLength(3);
});

test('the drawing does not depend on the order of the answer', () => {
  const given = map(
    ['a', 'b', 'c'],
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  );
  const turned = { nodes: given.nodes.toReversed(), edges: given.edges.toReversed() };
  expect(layoutMap(turned, 'LR')).toEqual(layoutMap(given, 'LR'));
});

test('a chain runs along the longer side of the pane', () => {
  const chain = map(
    ['a', 'b', 'c', 'd', 'e'],
    [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
      ['d', 'e'],
    ],
  );
  const wide = bestDrawing(chain, { width: 2400, height: 300 });
  const tall = bestDrawing(chain, { width: 600, height: 900 });
  expect(wide.width).toBeGreaterThan(wide.height);
  expect(tall.height).toBeGreaterThan(tall.width);
});

test('calls to a node that is not in the map are left out', () => {
  expect(layoutMap(map(['a'], [['a', 'ghost']]), 'LR').edges).toEqual([]);
  expect(layoutMap(map([], []), 'LR')).toMatchObject({ width: 0, height: 0 });
});

test('a node is near to those that call it and those that it calls', () => {
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd')];
  expect([...neighbourhood(edges, 'b').nodes].sort()).toEqual(['a', 'b', 'c']);
});

test('a path begins and ends at its points', () => {
  expect(
    smoothPath([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 10 },
    ]),
  ).toBe('M0 0Q10 0 20 10');
});

test('a drawing that fits is shown in its own size, a larger one whole', () => {
  expect(fitted({ width: 100, height: 50 }, { width: 500, height: 500 })).toEqual({
    scale: 1,
    x: 200,
    y: 225,
  });
  const { scale } = fitted({ width: 2000, height: 100 }, { width: 1032, height: 400 });
  expect(scale).toBeCloseTo(0.5);
});

test('zooming keeps the place under the pointer, and stays within its limits', () => {
  const before = { x: 10, y: 20, scale: 1 };
  const after = zoomed(before, 2, { x: 110, y: 120 });
  expect((110 - after.x) / after.scale).toBeCloseTo((110 - before.x) / before.scale);
  expect(zoomed(before, 1e9, { x: 0, y: 0 }).scale).toBe(2.5);
});

test('a box out of sight is moved into it, one in sight is left where it is', () => {
  const pane = { width: 400, height: 300 };
  const still = { x: 0, y: 0, scale: 1 };
  expect(revealed(still, pane, { x: 200, y: 150, width: 100, height: 50 })).toEqual(still);
  const moved = revealed(still, pane, { x: 900, y: 150, width: 100, height: 50 });
  expect(900 + 50 + moved.x).toBeLessThanOrEqual(400);
});
