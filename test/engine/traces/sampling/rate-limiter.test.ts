import { expect, test } from 'vitest';
import { RateLimiter } from '../../../../electron/engine/traces/sampling/rate-limiter.ts';

/** Sends one span of each of so many new traces; answers how many were taken. */
function send(limiter: RateLimiter, traces: number, nowMs: number, first = 0): number {
  let taken = 0;
  for (let i = 0; i < traces; i++) if (limiter.take(`${nowMs}/${first + i}`, 1, nowMs)) taken++;
  return taken;
}

test('two seconds of the rate may come at once, then as many as the rate fills in', () => {
  const limiter = new RateLimiter(100, 0);
  expect(send(limiter, 500, 0)).toBe(200);
  expect(send(limiter, 500, 1_000)).toBe(100);
  expect(send(limiter, 500, 1_500)).toBe(50);
});

test('over a minute no more pass than the rate and its burst', () => {
  const limiter = new RateLimiter(100, 0);
  let taken = 0;
  for (let ms = 0; ms < 60_000; ms += 100) taken += send(limiter, 100, ms);
  expect(taken).toBeLessThanOrEqual(100 * 60 + 200);
  expect(taken).toBeGreaterThanOrEqual(100 * 59);
});

test('what was decided for a trace holds for its later spans', () => {
  const limiter = new RateLimiter(10, 0);
  expect(limiter.take('kept', 15, 0)).toBe(true);
  expect(limiter.take('refused', 15, 0)).toBe(false);
  expect(limiter.take('kept', 15, 0)).toBe(true);
  expect(limiter.take('refused', 1, 3_600_000)).toBe(false);
});

test('a trace that does not end is not let run up more debt than the bucket holds', () => {
  const limiter = new RateLimiter(10, 0);
  let taken = 0;
  for (let i = 0; i < 1_000; i++) if (limiter.take('endless', 1, 0)) taken++;
  expect(taken).toBe(40);
});

test('a trace larger than the bucket passes when the bucket has a second of the rate', () => {
  expect(new RateLimiter(10, 0).take('large', 5_000, 0)).toBe(true);
});

test('a clock that goes backwards fills nothing, and memory is bounded', () => {
  const limiter = new RateLimiter(10, 10_000);
  send(limiter, 20, 10_000);
  expect(send(limiter, 10, 0)).toBe(0);
  send(limiter, 60_000, 0, 100);
  expect(limiter.remembered).toBe(50_000);
});
