import { expect, test } from 'vitest';
import { operationTimes, totalNano } from '../../../../renderer/views/traces/flame/flame-rows.ts';
import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';

const flame: AggregateFlame = {
  services: ['web', 'db'],
  names: ['GET /', 'SELECT'],
  parent: Int32Array.from([-1, 0, 1, -1]),
  service: Uint32Array.from([0, 1, 1, 0]),
  name: Uint32Array.from([0, 1, 1, 0]),
  count: Float64Array.from([2, 4, 6, 1]),
  errors: Float64Array.from([0, 1, 0, 0]),
  totalNano: Float64Array.from([100, 60, 30, 20]),
  selfNano: Float64Array.from([40, 30, 30, 20]),
  traces: 3,
  truncated: false,
};

test('an operation counts once, whichever paths led to it', () => {
  expect(operationTimes(flame)).toEqual([
    { service: 'web', name: 'GET /', count: 3, errors: 0, selfNano: 60 },
    { service: 'db', name: 'SELECT', count: 10, errors: 1, selfNano: 60 },
  ]);
});

test('shares are of the top frames', () => {
  expect(totalNano(flame)).toBe(120);
});
