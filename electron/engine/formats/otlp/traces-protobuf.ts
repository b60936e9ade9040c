import { stringAttribute } from '../../../../shared/model/attributes.ts';
import { UNKNOWN_SERVICE } from '../../../../shared/model/span.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { WireError, WireReader } from '../protobuf/wire-reader.ts';
import { WireWriter } from '../protobuf/wire-writer.ts';
import { SpanBatchBuilder } from '../spans/span-batch-builder.ts';
import { checkKeyValue, RunCopier, writeCutAttribute } from './attribute-copier.ts';
import { RESOURCE_ATTRIBUTES, readResource, SCOPE } from './span-codec.ts';
import { SpanDecoder } from './span-decoder.ts';
import { type DecodeResult, type RequestFault, tooMany } from './traces-request.ts';

/** Field numbers of ExportTraceServiceRequest, ResourceSpans and ScopeSpans (opentelemetry-proto). */
const RESOURCE_SPANS = 1;
const RESOURCE = 1;
const SCOPE_SPANS = 2;
const SCOPE_FIELD = 1;
const SPANS = 2;

/**
 * Decodes an ExportTraceServiceRequest straight into columns. Attributes, events and links are checked and then
 * copied as the bytes they are, without becoming objects: several times faster than a generated decoder.
 */
export function decodeTracesProtobuf(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  try {
    const spans = countSpans(new WireReader(bytes), limits.items);
    if (spans > limits.items) return err(tooMany(limits.items));
    return ok(new RequestDecoder(bytes, spans, limits).decode());
  } catch (error) {
    if (error instanceof WireError) return err(malformed(error));
    throw error;
  }
}

const malformed = (error: WireError): RequestFault => ({
  kind: 'malformed',
  message: `no ExportTraceServiceRequest: ${error.message}`,
});

/** Counts without making anything; stops soon after the limit. */
function countSpans(reader: WireReader, most: number): number {
  const end = reader.bytes.length;
  let spans = 0;
  while (spans <= most && reader.next(end)) {
    if (reader.field === RESOURCE_SPANS) spans += countInResource(reader, reader.lengthEnd(end));
    else reader.skip(end);
  }
  return spans;
}

function countInResource(reader: WireReader, end: number): number {
  let spans = 0;
  while (reader.next(end)) {
    if (reader.field === SCOPE_SPANS) spans += countInScope(reader, reader.lengthEnd(end));
    else reader.skip(end);
  }
  return spans;
}

function countInScope(reader: WireReader, end: number): number {
  let spans = 0;
  while (reader.next(end)) {
    if (reader.field === SPANS) spans++;
    reader.skip(end);
  }
  return spans;
}

class RequestDecoder {
  readonly #reader: WireReader;
  readonly #limits: DecodeLimits;
  readonly #builder: SpanBatchBuilder;
  readonly #spans: SpanDecoder;

  constructor(bytes: Uint8Array, spans: number, limits: DecodeLimits) {
    this.#reader = new WireReader(bytes);
    this.#limits = limits;
    this.#builder = new SpanBatchBuilder(spans, bytes.length);
    this.#spans = new SpanDecoder(this.#reader, this.#builder, limits);
  }

  decode() {
    const reader = this.#reader;
    const end = reader.bytes.length;
    while (reader.next(end)) {
      if (reader.field === RESOURCE_SPANS) this.#resourceSpans(reader.lengthEnd(end));
      else reader.skip(end);
    }
    return {
      batch: this.#builder.finish(),
      rejected: this.#spans.rejected,
      firstFault: this.#spans.firstFault,
      cut: this.#spans.cut,
    };
  }

  #resourceSpans(end: number): void {
    const reader = this.#reader;
    const content = this.#messageAt(RESOURCE, end, RESOURCE_ATTRIBUTES);
    const attributes = readResource(content);
    const resource = this.#builder.resource({
      content,
      service: stringAttribute(attributes, 'service.name') ?? UNKNOWN_SERVICE,
      containerId: stringAttribute(attributes, 'container.id') ?? null,
      hostName: stringAttribute(attributes, 'host.name') ?? null,
      container: null,
    });
    while (reader.next(end)) {
      if (reader.field === SCOPE_SPANS) this.#scopeSpans(reader.lengthEnd(end), resource);
      else reader.skip(end);
    }
  }

  #scopeSpans(end: number, resource: number): void {
    const reader = this.#reader;
    const scope = this.#builder.scope(this.#messageAt(SCOPE_FIELD, end, SCOPE.attributes));
    while (reader.next(end)) {
      if (reader.field === SPANS) this.#spans.decode(reader.lengthEnd(end), resource, scope);
      else reader.skip(end);
    }
  }

  /**
   * The resource or scope under the field number, its attributes held to the limits; empty when there is none.
   * The fields of a message may come in any order, so it is looked for first and the reader goes back.
   */
  #messageAt(field: number, end: number, attributesField: number): Uint8Array {
    const reader = this.#reader;
    const start = reader.pos;
    const writer = new WireWriter(256);
    while (reader.next(end)) {
      if (reader.field === field) this.#copyShared(reader.lengthEnd(end), writer, attributesField);
      else reader.skip(end);
    }
    reader.pos = start;
    return writer.copy();
  }

  #copyShared(end: number, writer: WireWriter, attributesField: number): void {
    const reader = this.#reader;
    const run = new RunCopier(reader, writer);
    let attributes = 0;
    for (let start = reader.pos; reader.next(end); start = reader.pos) {
      if (reader.field !== attributesField) {
        reader.skip(end);
        run.take(start);
        continue;
      }
      const last = reader.lengthEnd(end);
      const from = reader.pos;
      const verdict = checkKeyValue(reader, last, this.#limits);
      if (attributes++ >= this.#limits.attributesPerItem || verdict === 'drop') continue;
      if (verdict === 'keep') run.take(start);
      else {
        run.flush();
        writeCutAttribute(reader, writer, attributesField, { start: from, end: last }, this.#limits);
      }
    }
    run.flush();
  }
}
