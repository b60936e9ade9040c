import { redactAttributes } from '../../../shared/redaction/redact-attributes.ts';
import { redactSpan } from '../../../shared/redaction/redact-spans.ts';
import type { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import { writeAttributes } from '../formats/otlp/attribute-codec.ts';
import {
  RESOURCE_ATTRIBUTES,
  readResource,
  readScope,
  readSpanPayload,
  writeScope,
  writeSpanPayload,
} from '../formats/otlp/span-codec.ts';
import { WireWriter } from '../formats/protobuf/wire-writer.ts';
import type { SpanBatch } from '../formats/spans/span-batch.ts';

/**
 * Cleans names, values, events and status messages of a batch before it is shown to anyone or stored. Spans in whose
 * bytes nothing could be found are not decoded.
 */
export function redactBatch(batch: SpanBatch, redactor: TextRedactor): void {
  batch.names = batch.names.map((name) => redactor.redact(name));
  for (const resource of batch.resources) {
    if (mayHold(resource.content, redactor)) resource.content = redactResource(resource.content, redactor);
  }
  batch.scopes = batch.scopes.map((scope) =>
    mayHold(scope, redactor) ? redactScope(scope, redactor) : scope,
  );
  redactPayloads(batch, redactor);
}

/** All that is looked for is ASCII, and stands in the bytes as it is. */
const mayHold = (bytes: Uint8Array, redactor: TextRedactor) => redactor.mayFind(latin1(bytes));

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

function redactResource(content: Uint8Array, redactor: TextRedactor): Uint8Array {
  const attributes = readResource(content);
  const clean = redactAttributes(attributes, redactor);
  if (clean === attributes) return content;
  const writer = new WireWriter(content.length);
  writeAttributes(writer, RESOURCE_ATTRIBUTES, clean);
  return writer.copy();
}

function redactScope(content: Uint8Array, redactor: TextRedactor): Uint8Array {
  const scope = readScope(content);
  const attributes = redactAttributes(scope.attributes, redactor);
  if (attributes === scope.attributes) return content;
  const writer = new WireWriter(content.length);
  writeScope(writer, { ...scope, attributes });
  return writer.copy();
}

function redactPayloads(batch: SpanBatch, redactor: TextRedactor): void {
  const { payloads, payloadEnds, count } = batch;
  let writer: WireWriter | null = null;
  const ends = new Uint32Array(count);
  for (let i = 0, start = 0; i < count; i++) {
    const end = payloadEnds[i] as number;
    const payload = payloads.subarray(start, end);
    if (mayHold(payload, redactor)) {
      writer ??= begin(payloads, start);
      writeSpanPayload(writer, redactSpan(readSpanPayload(payload), redactor));
    } else writer?.raw(payload);
    ends[i] = writer ? writer.length : end;
    start = end;
  }
  if (!writer) return;
  batch.payloads = writer.copy();
  batch.payloadEnds = ends;
}

/** A writer with what stands before the first span that changes. */
function begin(payloads: Uint8Array, end: number): WireWriter {
  const writer = new WireWriter(payloads.length + 1024);
  writer.raw(payloads.subarray(0, end));
  return writer;
}
