import { expect, test } from 'vitest';
import { defaultLimits } from '../../../electron/engine/formats/limits.ts';
import { readResource, readSpanPayload } from '../../../electron/engine/formats/otlp/span-codec.ts';
import { decodeTracesProtobuf } from '../../../electron/engine/formats/otlp/traces-protobuf.ts';
import type { SpanBatch } from '../../../electron/engine/formats/spans/span-batch.ts';
import { redactBatch } from '../../../electron/engine/traces/redact-batch.ts';
import { redactionDetectors } from '../../../shared/contract/settings.ts';
import type { Span } from '../../../shared/model/span.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';

function batchOf(spans: Span[]): SpanBatch {
  const resource = resourceOf('shop');
  resource.attributes.push(['host.owner', 'root@example.org']);
  const decoded = decodeTracesProtobuf(
    new Uint8Array(protobufRequest([{ resource, scope: noScope, spans }])),
    defaultLimits,
  );
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value.batch;
}

const payload = (batch: SpanBatch, i: number) =>
  readSpanPayload(batch.payloads.subarray(i === 0 ? 0 : batch.payloadEnds[i - 1], batch.payloadEnds[i]));

test('names, values, events, links and messages are cleaned, and other spans stay byte for byte', () => {
  const plain = { ...span(1, 1), attributes: [['http.route', '/orders']] as Span['attributes'] };
  const telling: Span = {
    ...span(1, 2),
    name: 'mail to ann@example.org',
    statusMessage: 'no card 4111111111111111',
    attributes: [
      ['db.url', 'postgres://app:pw@db/shop'],
      ['count', 5n],
      ['to', ['a@b.org', 'none']],
    ],
    events: [
      { timeUnixNano: unixNano(5n), name: 'e', attributes: [['u', 'c@d.org']], droppedAttributesCount: 2 },
    ],
  };
  const batch = batchOf([plain, telling, { ...plain, spanId: '00000000000000ff' }]);
  const before = [payload(batch, 0), payload(batch, 2)];
  const redactor = new TextRedactor({ detectors: redactionDetectors, rules: [] });
  redactBatch(batch, redactor);
  expect([payload(batch, 0), payload(batch, 2)]).toEqual(before);
  expect(payload(batch, 1)).toMatchObject({
    statusMessage: 'no card [redacted:card]',
    attributes: [
      ['db.url', 'postgres://app:[redacted:url-password]@db/shop'],
      ['count', 5n],
      ['to', ['[redacted:email]', 'none']],
    ],
    events: [{ name: 'e', attributes: [['u', '[redacted:email]']], droppedAttributesCount: 2 }],
  });
  expect(batch.names).toContain('mail to [redacted:email]');
  expect(readResource((batch.resources[0] as { content: Uint8Array }).content)).toContainEqual([
    'host.owner',
    '[redacted:email]',
  ]);
  expect(redactor.takeCounts()).toEqual([
    ['email', 4],
    ['card', 1],
    ['url-password', 1],
  ]);
});

test('a number right behind the digits that its length happens to look like is found', () => {
  const text = `4111111111111111 ${'x'.repeat(35)}`;
  const batch = batchOf([{ ...span(1, 1), attributes: [['note', text]] }]);
  redactBatch(batch, new TextRedactor({ detectors: ['card'], rules: [] }));
  expect(payload(batch, 0).attributes).toContainEqual(['note', `[redacted:card] ${'x'.repeat(35)}`]);
});
