import { stringAttribute } from '../../../../shared/model/attributes.ts';
import type { Resource, Scope, Span } from '../../../../shared/model/span.ts';
import { UNKNOWN_SERVICE } from '../../../../shared/model/span.ts';
import { writeAttributes } from '../otlp/attribute-codec.ts';
import { RESOURCE_ATTRIBUTES, writeScope, writeSpanPayload } from '../otlp/span-codec.ts';
import { WireWriter } from '../protobuf/wire-writer.ts';
import type { BatchResource, ContainerTie, SpanBatch } from './span-batch.ts';

/** A span's fixed-size columns; ids are written by the caller into `traceIds`, `spanIds`, `parentIds`. */
export interface SpanColumns {
  startNano: bigint;
  durationNano: bigint;
  kind: number;
  status: number;
  eventCount: number;
  resource: number;
  scope: number;
  name: number;
}

const FIRST_CAPACITY = 64;

/** The largest time that SQLite's integer holds; beyond it lies the year 2262. */
export const LATEST_NANO = 2n ** 63n - 1n;

/** Collects spans into a SpanBatch. One builder makes one batch. */
export class SpanBatchBuilder {
  /** The payload of the span being added is written here. */
  readonly payload: WireWriter;
  traceIds: Uint8Array<ArrayBuffer>;
  spanIds: Uint8Array<ArrayBuffer>;
  parentIds: Uint8Array<ArrayBuffer>;
  #capacity: number;
  #count = 0;
  #startNano: BigInt64Array<ArrayBuffer>;
  #durationNano: BigInt64Array<ArrayBuffer>;
  #small: Uint8Array<ArrayBuffer>;
  #numbers: Uint32Array<ArrayBuffer>;
  readonly #names: string[] = [];
  readonly #nameIndex = new Map<string, number>();
  readonly #resources: BatchResource[] = [];
  readonly #scopes: Uint8Array[] = [];
  readonly #resourceIndex = new Map<Resource, number>();
  readonly #scopeIndex = new Map<Scope, number>();

  constructor(capacity = FIRST_CAPACITY, payloadBytes = 4096) {
    this.#capacity = Math.max(1, capacity);
    this.payload = new WireWriter(payloadBytes);
    this.traceIds = new Uint8Array(this.#capacity * 16);
    this.spanIds = new Uint8Array(this.#capacity * 8);
    this.parentIds = new Uint8Array(this.#capacity * 8);
    this.#startNano = new BigInt64Array(this.#capacity);
    this.#durationNano = new BigInt64Array(this.#capacity);
    this.#small = new Uint8Array(this.#capacity * 2);
    this.#numbers = new Uint32Array(this.#capacity * 5);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of the payloads so far, to judge when a batch is large enough. */
  get payloadBytes(): number {
    return this.payload.length;
  }

  name(text: string): number {
    let index = this.#nameIndex.get(text);
    if (index === undefined) {
      index = this.#names.push(text) - 1;
      this.#nameIndex.set(text, index);
    }
    return index;
  }

  resource(resource: BatchResource): number {
    return this.#resources.push(resource) - 1;
  }

  /** An InstrumentationScope message. */
  scope(content: Uint8Array): number {
    return this.#scopes.push(content) - 1;
  }

  /** Makes sure that the next span's ids have room. */
  reserve(): void {
    if (this.#count === this.#capacity) this.#grow();
  }

  /** Ends a span whose ids and payload have been written. */
  push(columns: SpanColumns): void {
    const i = this.#count++;
    this.#startNano[i] = columns.startNano;
    this.#durationNano[i] = columns.durationNano;
    this.#small[i * 2] = columns.kind;
    this.#small[i * 2 + 1] = columns.status;
    this.#numbers[i * 5] = columns.eventCount;
    this.#numbers[i * 5 + 1] = columns.resource;
    this.#numbers[i * 5 + 2] = columns.scope;
    this.#numbers[i * 5 + 3] = columns.name;
    this.#numbers[i * 5 + 4] = this.payload.length;
  }

  /** Adds a span of the model. Resources and scopes are told apart by object identity. */
  add(resource: Resource, scope: Scope, span: Span, container: ContainerTie | null = null): void {
    this.reserve();
    const i = this.#count;
    writeHex(this.traceIds, i * 16, span.traceId);
    writeHex(this.spanIds, i * 8, span.spanId);
    writeHex(this.parentIds, i * 8, span.parentSpanId);
    writeSpanPayload(this.payload, span);
    this.push({
      startNano: span.startTimeUnixNano,
      // The end must be a time too, wherever a decoder took both from.
      durationNano: span.startTimeUnixNano + span.durationNano > LATEST_NANO ? 0n : span.durationNano,
      kind: span.kind,
      status: span.statusCode,
      eventCount: span.events.length,
      resource: this.#resourceOf(resource, container),
      scope: this.#scopeOf(scope),
      name: this.name(span.name),
    });
  }

  finish(): SpanBatch {
    const count = this.#count;
    const numbers = (column: number) => strided(this.#numbers, 5, column, new Uint32Array(count));
    const small = (column: number) => strided(this.#small, 2, column, new Uint8Array(count));
    return {
      count,
      traceIds: this.traceIds.slice(0, count * 16),
      spanIds: this.spanIds.slice(0, count * 8),
      parentIds: this.parentIds.slice(0, count * 8),
      startNano: this.#startNano.slice(0, count),
      durationNano: this.#durationNano.slice(0, count),
      kind: small(0),
      status: small(1),
      eventCount: numbers(0),
      resource: numbers(1),
      scope: numbers(2),
      name: numbers(3),
      payloadEnds: numbers(4),
      payloads: this.payload.copy(),
      names: this.#names,
      resources: this.#resources,
      scopes: this.#scopes,
    };
  }

  #resourceOf(resource: Resource, container: ContainerTie | null): number {
    let index = this.#resourceIndex.get(resource);
    if (index === undefined) {
      const writer = new WireWriter(256);
      writeAttributes(writer, RESOURCE_ATTRIBUTES, resource.attributes);
      const { attributes } = resource;
      index = this.resource({
        content: writer.copy(),
        service: stringAttribute(attributes, 'service.name') ?? UNKNOWN_SERVICE,
        containerId: stringAttribute(attributes, 'container.id') ?? null,
        hostName: stringAttribute(attributes, 'host.name') ?? null,
        container,
      });
      this.#resourceIndex.set(resource, index);
    }
    return index;
  }

  #scopeOf(scope: Scope): number {
    let index = this.#scopeIndex.get(scope);
    if (index === undefined) {
      const writer = new WireWriter(64);
      writeScope(writer, scope);
      index = this.scope(writer.copy());
      this.#scopeIndex.set(scope, index);
    }
    return index;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.traceIds = grown(this.traceIds, new Uint8Array(this.#capacity * 16));
    this.spanIds = grown(this.spanIds, new Uint8Array(this.#capacity * 8));
    this.parentIds = grown(this.parentIds, new Uint8Array(this.#capacity * 8));
    this.#startNano = grown(this.#startNano, new BigInt64Array(this.#capacity));
    this.#durationNano = grown(this.#durationNano, new BigInt64Array(this.#capacity));
    this.#small = grown(this.#small, new Uint8Array(this.#capacity * 2));
    this.#numbers = grown(this.#numbers, new Uint32Array(this.#capacity * 5));
  }
}

function grown<T extends { set(source: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Every `stride`th number from `first` on. */
function strided<T extends Uint8Array | Uint32Array>(from: T, stride: number, first: number, to: T): T {
  for (let i = 0, at = first; i < to.length; i++, at += stride) to[i] = from[at]!;
  return to;
}

/** Bytes by the character code of a hex digit. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 0 : digit;
});

/** Without a buffer for every id: there are three in a span. The digits were checked by who made the id. */
function writeHex(into: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i += 2) {
    into[at++] = (NIBBLES[text.charCodeAt(i)]! << 4) | NIBBLES[text.charCodeAt(i + 1)]!;
  }
}
