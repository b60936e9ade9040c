import { expect, test } from 'vitest';
import { serviceStretches } from '../../../../renderer/views/logs/detail/service-stretches.ts';

const columns = (spans: [service: number, start: number, duration: number][], whole = 100) => ({
  services: ['web', 'api', 'db'],
  service: Uint32Array.from(spans, ([service]) => service),
  startNano: Float64Array.from(spans, ([, start]) => start),
  durationNano: Float64Array.from(spans, ([, , duration]) => duration),
  summary: { durationNano: BigInt(whole) },
});

test('each service reaches from its first span to the end of its last', () => {
  expect(
    serviceStretches(
      columns([
        [0, 0, 100],
        [1, 10, 20],
        [1, 60, 30],
      ]),
    ),
  ).toEqual([
    { service: 'web', from: 0, to: 1 },
    { service: 'api', from: 0.1, to: 0.9 },
  ]);
});

test('spans outside the trace and of no length stay inside and can be seen', () => {
  const [stretch] = serviceStretches(columns([[2, 150, 0]]));
  expect(stretch?.to).toBeLessThanOrEqual(1);
  expect((stretch?.to ?? 0) - (stretch?.from ?? 0)).toBeGreaterThan(0.003);
});

test('a trace of no length has its services over all of it', () => {
  expect(serviceStretches(columns([[0, 0, 0]], 0))).toHaveLength(1);
});
