import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatTraceQuery,
  parseDuration,
  parseTraceQuery,
  type TraceQuery,
} from '../../../renderer/views/traces/trace-query.ts';

test('every kind of condition is read', () => {
  const text =
    'service:orders operation:"POST /orders" duration>=5ms duration<2s error http.request.method=POST';
  expect(parseTraceQuery(text)).toEqual({
    query: {
      service: 'orders',
      operation: 'POST /orders',
      minDurationNano: 5_000_000n,
      maxDurationNano: 2_000_000_000n,
      error: true,
      attributes: [['http.request.method', 'POST']],
    },
    problems: [],
  });
});

test('what cannot be read is named and the rest still counts', () => {
  const { query, problems } = parseTraceQuery('service:api slow duration>fast');
  expect(query).toEqual({ service: 'api', attributes: [] });
  expect(problems.map(({ token }) => token)).toEqual(['slow', 'duration>fast']);
});

test.each([
  ['10ms', 10_000_000n],
  ['1.5s', 1_500_000_000n],
  ['250us', 250_000n],
  ['250µs', 250_000n],
  ['2m', 120_000_000_000n],
])('%s is a length of time', (text, nanos) => {
  expect(parseDuration(text)).toBe(nanos);
});

test.each(['', '10', 'ms', '-1s', '1 week'])('%j is none', (text) => {
  expect(parseDuration(text)).toBeNull();
});

test('a query that was written down reads the same', () => {
  const word = fc.string({ minLength: 1 });
  const key = fc
    .stringMatching(/^[a-z][a-z.]{0,12}$/)
    .filter((text) => text !== 'error' && text !== 'duration');
  const query = fc.record(
    {
      service: word,
      operation: word,
      minDurationNano: fc.bigInt({ min: 1n, max: 10n ** 15n }),
      maxDurationNano: fc.bigInt({ min: 1n, max: 10n ** 15n }),
      attributes: fc.array(fc.tuple(key, word), { maxLength: 3 }),
    },
    { requiredKeys: ['attributes'] },
  );
  fc.assert(
    fc.property(query, (given) => {
      expect(parseTraceQuery(formatTraceQuery(given as TraceQuery)).query).toEqual(given);
    }),
  );
});
