import { expect, test } from 'vitest';
import { decodeOtlpJson } from '../../../electron/engine/formats/otlp/otlp-json.ts';
import { protobufRequest } from '../../otlp-requests.ts';
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
  const { text, fileName } = await client.call('traces.export', { traceId, format: 'otlp' });
  expect(fileName).toBe(`${traceId}.otlp.json`);
  expect(decodeOtlpJson(JSON.parse(text))).toEqual({ ok: true, value: { scopeSpans: [group], faults: [] } });
});

test.each(['jaeger', 'zipkin'] as const)('and as %s JSON', async (format) => {
  const { client, port } = await startReceiving();
  const group = { resource: resourceOf('shop'), scope: { name: '', version: '', attributes: [] } };
  await send(port, { body: protobufRequest([{ ...group, spans: [span(1, 1), span(1, 2)] }]) });
  const { text } = await client.call('traces.export', { traceId, format });
  const document = JSON.parse(text);
  expect((format === 'jaeger' ? document.data[0].spans : document).length).toBe(2);
});

test('a trace that is not stored is told', async () => {
  const { client } = await startReceiving();
  const call = client.call('traces.export', { traceId, format: 'otlp' });
  await expect(call).rejects.toMatchObject({ code: 'not_found' });
});
