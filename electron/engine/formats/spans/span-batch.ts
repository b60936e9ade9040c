/** What a span's resource was found to be: a container, and by which evidence. */
export interface ContainerTie {
  entity: string;
  name: string;
  by: 'container.id' | 'host.name' | 'container.name' | 'sender address' | 'compose service';
}

export interface BatchResource {
  /** The attributes as OTLP's Resource message. */
  content: Uint8Array;
  /** service.name, or UNKNOWN_SERVICE. */
  service: string;
  /** container.id and host.name, by which a container may be found. */
  containerId: string | null;
  hostName: string | null;
  container: ContainerTie | null;
}

/**
 * Spans as they travel between threads: columns and one slab, which are transferred instead of cloned, and
 * short lists of what many spans share.
 */
export interface SpanBatch {
  count: number;
  /** 16 bytes a span. */
  traceIds: Uint8Array<ArrayBuffer>;
  /** 8 bytes a span; a parent of zeros is none. */
  spanIds: Uint8Array<ArrayBuffer>;
  parentIds: Uint8Array<ArrayBuffer>;
  startNano: BigInt64Array<ArrayBuffer>;
  durationNano: BigInt64Array<ArrayBuffer>;
  kind: Uint8Array<ArrayBuffer>;
  status: Uint8Array<ArrayBuffer>;
  eventCount: Uint32Array<ArrayBuffer>;
  /** Indices into the lists below. */
  resource: Uint32Array<ArrayBuffer>;
  scope: Uint32Array<ArrayBuffer>;
  name: Uint32Array<ArrayBuffer>;
  /** What else a span holds, in OTLP's wire format (see otlp/span-codec.ts); span i ends at payloadEnds[i]. */
  payloads: Uint8Array<ArrayBuffer>;
  payloadEnds: Uint32Array<ArrayBuffer>;
  names: string[];
  resources: BatchResource[];
  /** InstrumentationScope messages. */
  scopes: Uint8Array[];
}

/** The buffers to hand over when the batch is posted to another thread. It is empty afterwards. */
export function transferables(batch: SpanBatch): ArrayBuffer[] {
  const views = Object.values(batch).filter((value): value is Uint8Array<ArrayBuffer> =>
    ArrayBuffer.isView(value),
  );
  return [...new Set(views.map(({ buffer }) => buffer))];
}
