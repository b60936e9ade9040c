import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { decodeTracesJson } from '../../../../electron/engine/formats/otlp/traces-json.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { batchSpans, readBatch } from './read-batch.ts';

const ids = { traceId: '0102030405060708090a0b0c0d0e0f10', spanId: '0102030405060708' };

const text = (span: object) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
const decode = (json: string, limits = defaultLimits) => decodeTracesJson(Buffer.from(json), limits);

function spans(json: string) {
  const result = decode(json);
  if (!result.ok) throw new Error(result.error.message);
  return batchSpans(result.value.batch);
}

test('64-bit integers may be strings or bare numbers, and stay exact', () => {
  const json = text({ ...ids, name: 'a', startTimeUnixNano: '1800000000123456789' });
  const bare = json.replace('"1800000000123456789"', '1800000000123456789');
  expect(spans(bare)[0]?.startTimeUnixNano).toBe(1_800_000_000_123_456_789n);
  expect(spans(bare)).toEqual(spans(json));
});

test('unknown fields are ignored', () => {
  expect(spans(text({ ...ids, name: 'a', somethingNew: { x: [1] } }))).toHaveLength(1);
});

test('a key such as __proto__ stays data', () => {
  const value = { stringValue: 'polluted' };
  const json = text({ ...ids, attributes: [{ key: '__proto__', value }] }).replace('"name"', '"__proto__"');
  expect(spans(json)[0]?.attributes).toEqual([['__proto__', 'polluted']]);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test('limits hold as for protobuf', () => {
  const attributes = Array.from({ length: 200 }, (_, i) => ({
    key: `k${i}`,
    value: { stringValue: 'x'.repeat(70_000) },
  }));
  const read = spans(text({ ...ids, attributes }))[0];
  expect(read?.attributes).toHaveLength(128);
  expect(read?.attributes[0]?.[1]).toHaveLength(65_536);
  expect(read?.droppedAttributesCount).toBe(72);
});

describe('refused before it is parsed', () => {
  test('nested too deep', () => {
    expect(decode('['.repeat(2_000_000))).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  test('too many spans', () => {
    const many = `{"resourceSpans":[{"scopeSpans":[{"spans":[${'{},'.repeat(60_000)}{}]}]}]}`;
    expect(decode(many)).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });

  test('too many objects of any kind', () => {
    const many = `{"resourceSpans":[],"x":[${'[],'.repeat(2_100_000)}[]]}`;
    expect(decode(many)).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });

  test('brackets inside strings are text', () => {
    expect(spans(text({ ...ids, name: `${'['.repeat(100)}"\\` }))[0]?.name).toBe(`${'['.repeat(100)}"\\`);
  });
});

describe.skipIf(!hasCorpus)('requests of the corpus', () => {
  const cases: Record<string, { input: unknown; expected_error?: unknown }> = hasCorpus
    ? JSON.parse(readCorpus('traces-otlp/fluent-bit-otlp-traces-cases.json').toString())
    : {};

  test.each(Object.entries(cases))('%s', (_name, { input, expected_error }) => {
    const result = decode(JSON.stringify(input));
    const accepted = result.ok && result.value.rejected === 0 ? result.value.batch.count : 0;
    // A request without any resource spans is empty rather than wrong: nothing is stored either way.
    expect(accepted).toBe(expected_error === undefined ? 1 : 0);
    if (result.ok && expected_error !== undefined) expect(result.value.rejected).toBe(1);
  });

  test('the example of the protocol says the same in JSON and in protobuf', async () => {
    const { decodeTracesProtobuf } = await import(
      '../../../../electron/engine/formats/otlp/traces-protobuf.ts'
    );
    const json = decodeTracesJson(readCorpus('traces-otlp/proto-example-trace.json'));
    const wire = decodeTracesProtobuf(readCorpus('traces-otlp/proto-trace.binpb'));
    if (!json.ok || !wire.ok) throw new Error('refused');
    expect(readBatch(json.value.batch)).toEqual(readBatch(wire.value.batch));
  });
});
