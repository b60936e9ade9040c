import { describe, expect, test } from 'vitest';
import { decodeOtlpJson } from '../../../electron/engine/formats/otlp/otlp-json.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { exportPieces, exportText } from '../export-traces.ts';
import { idOf, resourceOf, span } from '../storage/traces/span-fixtures.ts';
import { send, startReceiving } from './otlp-sender.ts';

const traceId = idOf(1, 32);

test('a trace that came as protobuf goes out as OTLP JSON with everything in it', async () => {
  const { client, port } = await startReceiving();
  const group = {
    resource: resourceOf('shop'),
    scope: { name: 'lib', version: '1', attributes: [] },
    spans: [
      span(1, 1, {
        attributes: [
          ['__proto__', 'x'],
          ['n', 2n ** 60n],
          ['bytes', new Uint8Array([1, 2])],
        ],
      }),
      span(1, 2, { parentSpanId: idOf(1, 16), statusCode: 2, statusMessage: 'no' }),
    ],
  };
  await send(port, { body: protobufRequest([group]) });
  const text = await exportText(client, { traceIds: [traceId], format: 'otlp' });
  expect(decodeOtlpJson(JSON.parse(text))).toEqual({ ok: true, value: { scopeSpans: [group], faults: [] } });
});

test.each(['jaeger', 'zipkin'] as const)('and as %s JSON', async (format) => {
  const { client, port } = await startReceiving();
  const group = { resource: resourceOf('shop'), scope: { name: '', version: '', attributes: [] } };
  await send(port, { body: protobufRequest([{ ...group, spans: [span(1, 1), span(1, 2)] }]) });
  const text = await exportText(client, { traceIds: [traceId], format });
  const document = JSON.parse(text);
  expect((format === 'jaeger' ? document.data[0].spans : document).length).toBe(2);
});

test('what must not leave is replaced in values, unless it is asked for as it is', async () => {
  const { client, port } = await startReceiving();
  const group = { resource: resourceOf('shop'), scope: { name: '', version: '', attributes: [] } };
  const spans = [span(1, 1, { attributes: [['to', 'ann@example.org']], statusMessage: 'for b@c.org' })];
  await send(port, { body: protobufRequest([{ ...group, spans }]) });
  const asked = { traceIds: [traceId], format: 'otlp' as const };
  const clean = await exportText(client, asked);
  expect(clean).toContain('"stringValue":"[redacted:email]"');
  expect(clean).toContain('"for [redacted:email]"');
  expect(await exportText(client, { ...asked, redact: false })).toContain('ann@example.org');
});

test('a trace that is not stored is told', async () => {
  const { client } = await startReceiving();
  const call = exportText(client, { traceIds: [traceId], format: 'otlp' });
  await expect(call).rejects.toMatchObject({ code: 'not_found' });
});

describe('what is exported', () => {
  const scope = { name: '', version: '', attributes: [] };
  const chain = [1, 2, 3, 4].map((id) =>
    span(1, id, { parentSpanId: id === 1 ? '' : idOf(id === 4 ? 1 : id - 1, 16) }),
  );
  const other = span(2, 9, { name: 'other' });
  const namesOf = async (
    client: Parameters<typeof exportText>[0],
    params: Parameters<typeof exportText>[1],
  ) => {
    const decoded = decodeOtlpJson(JSON.parse(await exportText(client, params)));
    if (!decoded.ok) throw new Error(decoded.error.found);
    return decoded.value.scopeSpans
      .flatMap(({ spans }) => spans.map(({ spanId }) => Number.parseInt(spanId, 16)))
      .sort();
  };

  test('is a span, its subtree, several traces, or all that a search finds', async () => {
    const { client, port } = await startReceiving();
    await send(port, {
      body: protobufRequest([{ resource: resourceOf('shop'), scope, spans: [...chain, other] }]),
    });
    const second = idOf(2, 16);
    const one = { traceIds: [traceId], format: 'otlp' as const };
    expect(await namesOf(client, { ...one, spanIds: [second] })).toEqual([2]);
    expect(await namesOf(client, { ...one, spanIds: [second], subtree: true })).toEqual([2, 3]);
    expect(await namesOf(client, { format: 'otlp', traceIds: [traceId, idOf(2, 32)] })).toEqual([
      1, 2, 3, 4, 9,
    ]);
    const filter = { query: 'operation:other', start: 0n, end: 2n ** 62n };
    expect(await namesOf(client, { format: 'otlp', filter })).toEqual([9]);
    expect(await namesOf(client, { format: 'otlp', filter: { ...filter, query: 'operation:none' } })).toEqual(
      [],
    );
  });

  test('is one document in every format, also of nothing or several traces', async () => {
    const { client, port } = await startReceiving();
    await send(port, {
      body: protobufRequest([{ resource: resourceOf('shop'), scope, spans: [...chain, other] }]),
    });
    const range = { start: 0n, end: 2n ** 62n };
    for (const format of ['otlp', 'jaeger', 'zipkin'] as const) {
      const textOf = (query: string) => exportText(client, { format, filter: { query, ...range } });
      expect(JSON.stringify(JSON.parse(await textOf(''))).match(/"other"/g)).toHaveLength(1);
      expect(JSON.stringify(JSON.parse(await textOf('operation:none')))).not.toContain('other');
      JSON.parse(await exportText(client, { format, traceIds: [traceId], spanIds: [idOf(77, 16)] }));
    }
  });

  test('a large trace comes in many pieces, and stops when nobody takes them', async () => {
    const { client, port } = await startReceiving();
    const spans = Array.from({ length: 12_000 }, (_, i) => span(3, i + 1));
    await send(port, { body: protobufRequest([{ resource: resourceOf('shop'), scope, spans }]) });
    const params = { traceIds: [idOf(3, 32)], format: 'jaeger' as const };
    const pieces = await exportPieces(client, params);
    expect(pieces.length).toBeGreaterThan(20);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1_000_000);
    const [trace] = JSON.parse(pieces.join('')).data;
    expect(new Set(trace.spans.map(({ spanID }: { spanID: string }) => spanID)).size).toBe(12_000);
    const first = await new Promise((resolve, reject) => {
      const subscription = client.subscribe('traces.export', params, {
        event: ({ text }) => {
          subscription.dispose();
          resolve(text);
        },
        error: reject,
      });
    });
    expect(first).toBe('{"data":[');
    // The reader that was stopped answers the next question.
    expect(await exportPieces(client, params)).toEqual(pieces);
  });

  test('of neither traces nor a filter, or of both, is wrong use', async () => {
    const { client } = await startReceiving();
    for (const params of [{}, { traceIds: [traceId], filter: { start: 0n, end: 1n } }]) {
      const asked = exportText(client, { format: 'otlp', ...params });
      await expect(asked).rejects.toMatchObject({ code: 'invalid_params' });
    }
  });
});
