import { expect, test } from 'vitest';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { idOf, insert, openStore, span } from './span-fixtures.ts';

test('the traces of the filter are laid over each other, with service and operation', async () => {
  const store = await openStore();
  const at = (id: number, ms: number) => ({
    startTimeUnixNano: unixNano(1_800_000_000_000_000_000n + BigInt(id)),
    durationNano: durationNano(BigInt(ms) * 1_000_000n),
  });
  for (const trace of [1, 2, 3]) {
    await insert(
      store,
      [span(trace, 1, { name: trace === 3 ? 'POST /' : 'GET /', ...at(1, 10) })],
      undefined,
      'web',
    );
    const parentSpanId = idOf(1, 16);
    await insert(store, [span(trace, 2, { name: 'find', parentSpanId, statusCode: 2, ...at(2, 4) })]);
  }
  const filter = { query: 'operation:"GET /"', start: 0n, end: 2n ** 63n - 1n };
  expect(await store.read('traces.flame', filter)).toEqual({
    services: ['web', 'shop'],
    names: ['GET /', 'find'],
    parent: Int32Array.of(-1, 0),
    service: Uint32Array.of(0, 1),
    name: Uint32Array.of(0, 1),
    count: Float64Array.of(2, 2),
    errors: Float64Array.of(0, 2),
    totalNano: Float64Array.of(20e6, 8e6),
    selfNano: Float64Array.of(12e6, 8e6),
    traces: 2,
    truncated: false,
  });
});
