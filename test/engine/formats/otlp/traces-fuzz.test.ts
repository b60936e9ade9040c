import { expect, test } from 'vitest';
import { decodeTracesJson } from '../../../../electron/engine/formats/otlp/traces-json.ts';
import { decodeTracesProtobuf } from '../../../../electron/engine/formats/otlp/traces-protobuf.ts';
import type { DecodeResult } from '../../../../electron/engine/formats/otlp/traces-request.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { protobufRequest } from '../../../otlp-requests.ts';
import { noScope, resourceOf, span } from '../../storage/traces/span-fixtures.ts';
import { readBatch } from './read-batch.ts';

const FUZZ_MS = 1_000;

const spans = [
  span(1, 1, { attributes: [['__proto__', { pairs: [['x', [1n, 2.5, null, true]]] }]], statusMessage: 'no' }),
  span(1, 2, {
    parentSpanId: '0000000000000001',
    events: [
      { timeUnixNano: span(1, 2).startTimeUnixNano, name: 'e', attributes: [], droppedAttributesCount: 1 },
    ],
    links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceState: 'a=b', attributes: [['k', 'v']] }],
  }),
];

const jsonSeed = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [{ key: '__proto__', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '1'.repeat(32),
              spanId: '2'.repeat(16),
              name: 'a',
              startTimeUnixNano: '1800000000123456789',
              events: [{ name: 'e', timeUnixNano: 1800000000123456 }],
              attributes: [{ key: 'k', value: { arrayValue: { values: [{ intValue: '5' }] } } }],
            },
          ],
        },
      ],
    },
  ],
});

test.each<[string, Uint8Array, (bytes: Uint8Array) => DecodeResult]>([
  [
    'protobuf',
    protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]),
    decodeTracesProtobuf,
  ],
  ['JSON', Buffer.from(jsonSeed), decodeTracesJson],
])(
  'mutated %s is refused or read, never thrown at, and what is read can be read back',
  (_name, seed, decode) => {
    const random = randomNumbers(20_261_121);
    const prototype = Object.getOwnPropertyNames(Object.prototype).join();
    const end = performance.now() + FUZZ_MS;
    let slowest = 0;
    let read = 0;
    for (let rounds = 0; performance.now() < end || rounds < 1000; rounds++) {
      const bytes = mutate(seed, random);
      const start = performance.now();
      const result = decode(bytes);
      slowest = Math.max(slowest, performance.now() - start);
      if (!result.ok) continue;
      read += readBatch(result.value.batch).length;
    }
    expect(slowest).toBeLessThan(1000);
    expect(read).toBeGreaterThan(0);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
  },
);
