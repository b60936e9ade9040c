import fc from 'fast-check';
import type { FixtureSpan } from './trace-fixture.ts';

const whole = 1_000_000;
const share = (max: number) => fc.double({ min: 0, max, noNaN: true });

/**
 * One tree of up to 40 spans in start order under a root of 1 ms. With `inside` children end before their parents do,
 * else they may also start before them and outlive them.
 */
export const nestedSpans = ({ inside }: { inside: boolean }): fc.Arbitrary<FixtureSpan[]> =>
  fc
    .array(fc.record({ seed: fc.nat(), from: share(1), length: share(1), error: fc.boolean() }), {
      maxLength: 40,
    })
    .map((seeds) => {
      const spans: FixtureSpan[] = [{ name: 'root', start: 0, end: whole }];
      for (const { seed, from, length, error } of seeds) {
        const parent = seed % spans.length;
        const { start, end } = spans[parent]!;
        const begin = Math.max(0, Math.round(start + (end - start) * (inside ? from : from * 1.4 - 0.2)));
        const room = inside ? end - begin : (end - start) * 1.3;
        spans.push({
          name: `op${seed % 3}`,
          service: `s${seed % 4}`,
          parent,
          start: begin,
          end: begin + Math.round(room * length),
          error,
        });
      }
      return inStartOrder(spans);
    });

function inStartOrder(spans: FixtureSpan[]): FixtureSpan[] {
  // The root stays first: the sort is stable, and nothing starts before 0.
  const order = spans.map((_, i) => i).sort((a, b) => spans[a]!.start - spans[b]!.start);
  const place = new Map(order.map((old, now) => [old, now]));
  return order.map((old) => {
    const { parent, ...span } = spans[old]!;
    return parent === undefined ? span : { ...span, parent: place.get(parent)! };
  });
}
