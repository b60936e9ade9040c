import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatagramQueue } from '../../../../electron/engine/receivers/udp/datagram-queue.ts';

const bytes = (length: number, first = 0) => new Uint8Array(length).fill(first);

test('gives what came in the order it came, by sender in turn', () => {
  const queue = new DatagramQueue(10_000);
  for (const [key, first] of [
    ['a', 1],
    ['a', 2],
    ['b', 3],
    ['a', 4],
  ] as const) {
    queue.push(key, bytes(10, first));
  }
  const took: [string, number][] = [];
  while (!queue.isEmpty) {
    let room = 2;
    const seen: number[] = [];
    const { key } = queue.take((one) => room-- > 0 && seen.push(one[0]!) > 0)!;
    for (const first of seen) took.push([key, first]);
  }
  expect(took).toEqual([
    ['a', 1],
    ['a', 2],
    ['b', 3],
    ['a', 4],
  ]);
});

test('takes no more than its limit, and room comes back with what is taken', () => {
  const queue = new DatagramQueue(2_600);
  expect([queue.push('a', bytes(1000)), queue.push('a', bytes(1000)), queue.push('a', bytes(1000))]).toEqual([
    true,
    true,
    false,
  ]);
  queue.take(() => true);
  expect(queue.isEmpty).toBe(true);
  expect(queue.push('a', bytes(1000))).toBe(true);
});

test('nothing is lost or doubled, whatever is taken when', () => {
  const step = fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ take: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new DatagramQueue(2 ** 20);
      const left: Record<string, number[]> = { a: [], b: [], c: [] };
      let next = 0;
      const take = (most: number) => {
        let room = most;
        const seen: number[] = [];
        const result = queue.take((one) => room-- > 0 && seen.push(one[0]!) > 0);
        if (result) expect(seen).toEqual(left[result.key]!.splice(0, seen.length));
      };
      for (const one of steps) {
        if ('take' in one) take(one.take);
        else {
          queue.push(one.key, bytes(1, next));
          left[one.key]!.push(next++);
        }
      }
      while (!queue.isEmpty) take(100);
      expect(left).toEqual({ a: [], b: [], c: [] });
    }),
  );
});
