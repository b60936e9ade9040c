import { expect, test } from 'vitest';
import type { KeyValue } from '../../../../shared/model/attributes.ts';
import type { SpanLink } from '../../../../shared/model/span.ts';
import { idOf, insert, openStore, span } from './span-fixtures.ts';

const link = (spanId: number, type: string): SpanLink => ({
  traceId: idOf(1, 32),
  spanId: idOf(spanId, 16),
  traceState: '',
  attributes: [['opentracing.ref_type', type]],
});

test('a trace tells each span’s statement without its values, under any of its names', async () => {
  const store = await openStore();
  const attributes: KeyValue[][] = [
    [['db.statement', "SELECT * FROM t WHERE a = 'x'"]],
    [
      ['http.route', '/db.statement'],
      ['db.query.text', 'SELECT * FROM t WHERE a = 17'],
    ],
    [['sql.query', 'DELETE FROM t']],
    [['db.system', 'redis']],
    [['db.statement', 5n]],
    [
      ['db.statement', 'old'],
      ['db.query.text', 'new'],
    ],
    [],
  ];
  await insert(
    store,
    attributes.map((pairs, i) => span(1, i + 1, { attributes: pairs })),
  );
  const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
  expect(detail?.statements).toEqual(['', 'SELECT * FROM t WHERE a = ?', 'DELETE FROM t', 'new']);
  expect([...(detail?.statement ?? [])]).toEqual([1, 1, 2, 0, 0, 3, 0]);
});

test('a trace tells which spans only follow from their parent', async () => {
  const store = await openStore();
  const parentSpanId = idOf(1, 16);
  await insert(store, [
    span(1, 1),
    span(1, 2, { parentSpanId, links: [link(1, 'follows_from')] }),
    span(1, 3, { parentSpanId, links: [link(2, 'follows_from')] }),
    span(1, 4, { parentSpanId, links: [link(1, 'child_of')] }),
    span(1, 5, { parentSpanId, attributes: [['note', 'follows_from']] }),
  ]);
  const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
  expect([...(detail?.followsFrom ?? [])]).toEqual([0, 1, 0, 0, 0]);
});
