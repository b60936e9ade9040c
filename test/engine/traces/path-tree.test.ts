import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OTHER_PATHS, type PathTrace, PathTree } from '../../../electron/engine/traces/path-tree.ts';
import type { AggregateFlame } from '../../../shared/contract/trace-answers.ts';

type Given = [name: number, parent: number, start: number, duration: number, isError?: 0 | 1];

/** Spans of service 1, in start order. */
const trace = (...spans: Given[]): PathTrace => ({
  parent: Int32Array.from(spans, ([, parent]) => parent),
  service: Uint32Array.from(spans, () => 1),
  name: Uint32Array.from(spans, ([name]) => name),
  startNano: Float64Array.from(spans, ([, , start]) => start),
  durationNano: Float64Array.from(spans, ([, , , duration]) => duration),
  isError: Uint8Array.from(spans, ([, , , , isError = 0]) => isError),
});

function flameOf(mostPaths: number, ...traces: PathTrace[]): AggregateFlame {
  const tree = new PathTree(mostPaths);
  for (const one of traces) tree.add(one);
  return tree.finish((id) => `n${id}`, false);
}

/** `path: count errors total self`. */
function lines(flame: AggregateFlame): string[] {
  const paths: string[] = [];
  for (let i = 0; i < flame.parent.length; i++) {
    const above = flame.parent[i]! < 0 ? '' : `${paths[flame.parent[i]!]}/`;
    paths.push(`${above}${flame.names[flame.name[i]!]}`);
  }
  const { count, errors, totalNano, selfNano } = flame;
  return paths.map((path, i) => `${path}: ${count[i]} ${errors[i]} ${totalNano[i]} ${selfNano[i]}`);
}

test('the same operations under the same ones are one path over all traces', () => {
  const first = trace([10, -1, 0, 100], [11, 0, 10, 30], [12, 1, 15, 5], [11, 0, 50, 20, 1]);
  const second = trace([10, -1, 0, 60], [12, 0, 20, 40]);
  const flame = flameOf(100, first, second);
  expect(lines(flame)).toEqual([
    'n10: 2 0 160 70',
    'n10/n11: 2 1 50 45',
    'n10/n11/n12: 1 0 5 5',
    'n10/n12: 1 0 40 40',
  ]);
  expect(flame).toMatchObject({ services: ['n1'], traces: 2, truncated: false });
});

test('a parent that starts after its child still comes before it', () => {
  expect(lines(flameOf(100, trace([12, 1, 0, 5], [11, 2, 1, 9], [10, -1, 2, 20])))).toEqual([
    'n10: 1 0 20 12',
    'n10/n11: 1 0 9 5',
    'n10/n11/n12: 1 0 5 5',
  ]);
});

test('paths beyond the limit count as one below what they share, without counting time twice', () => {
  const flame = flameOf(
    2,
    trace([10, -1, 0, 100], [11, 0, 0, 40], [12, 0, 40, 30], [13, 2, 40, 10], [14, 0, 70, 5]),
  );
  expect(lines(flame)).toEqual(['n10: 1 0 100 25', 'n10/n11: 1 0 40 40', `n10/${OTHER_PATHS}: 3 0 35 35`]);
  expect(flame.truncated).toBe(true);
});

test('a path of thousands of operations is walked without recursion', () => {
  const deep = Array.from({ length: 5_000 }, (_, i): Given => [i, i - 1, i, 10_000 - i]);
  expect(flameOf(10_000, trace(...deep)).parent).toHaveLength(5_000);
});

test('every span is counted and all self time is kept, whatever the limit', () => {
  const spans = fc.array(fc.tuple(fc.nat(4), fc.nat(), fc.nat(100)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 20 }), (given, mostPaths) => {
      const one = trace(
        ...given.map(([name, up, length], i): Given => [name, i === 0 ? -1 : (up % (i + 1)) - 1, i, length]),
      );
      const flame = flameOf(mostPaths, one);
      const whole = flameOf(1_000, one);
      const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
      expect(sum(flame.count)).toBe(given.length);
      expect(sum(flame.selfNano)).toBe(sum(whole.selfNano));
      expect(flame.parent.every((parent, i) => parent < i)).toBe(true);
      expect(flame.parent.length).toBeLessThanOrEqual(2 * mostPaths + 1);
    }),
  );
});
