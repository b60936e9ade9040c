import { StatusCode } from '../../../../shared/model/span.ts';
import type { SpanBatch } from '../../formats/spans/span-batch.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { findPacked } from './blocks/find-packed.ts';
import { nameId, operationId, resourceId, type SpanSource, scopeId, sourceId } from './dictionary.ts';
import {
  addSpan,
  clearOpening,
  saveTrace,
  spanBytes,
  TRACE_BYTES,
  type TraceState,
  traceState,
} from './trace-state.ts';

export interface InsertSpans {
  batch: SpanBatch;
  source: SpanSource;
  /** Milliseconds since the epoch: retention counts from the arrival. */
  nowMs: number;
}

export interface InsertedSpans {
  stored: number;
  /** Spans with the identity of a stored one: (trace id, span id, kind, service, start). */
  duplicates: number;
  /** Of the duplicates of an opened file, those with another content than the stored span, which stays. */
  different: number;
  /** Distinct traces of the batch. */
  traces: number;
}

const INSERT = `INSERT INTO span_rows (trace_no, span_id, kind, service, start_ns, parent_id, duration_ns, name, status,
    event_count, resource, scope, source, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Notes the further source of a span that is stored under another one. */
const ADD_SOURCE = `INSERT OR IGNORE INTO span_sources (trace_no, span_id, kind, service, start_ns, source)
  SELECT trace_no, span_id, kind, service, start_ns, ? FROM span_rows
    WHERE trace_no = ? AND span_id = ? AND kind = ? AND service = ? AND start_ns = ? AND source <> ?`;

const ADD_PACKED_SOURCE = `INSERT OR IGNORE INTO span_sources (trace_no, span_id, kind, service, start_ns, source)
  VALUES (?, ?, ?, ?, ?, ?)`;

const SAME_CONTENT = `SELECT 1 FROM span_rows WHERE trace_no = ? AND span_id = ? AND kind = ? AND service = ?
    AND start_ns = ? AND duration_ns = ? AND name = ? AND payload = ?`;

/** Stores what is new of the batch and brings its traces' rows up to date. */
export function insertSpans(session: WriteSession, { batch, source, nowMs }: InsertSpans): InsertedSpans {
  const fileId = source.kind === 'file' ? source.fileId : null;
  return new BatchInsert(session, batch, sourceId(session, source), fileId).run(nowMs);
}

class BatchInsert {
  readonly #session: WriteSession;
  readonly #batch: SpanBatch;
  readonly #source: number;
  readonly #fileId: number | null;
  readonly #names: number[];
  readonly #services: number[];
  readonly #resources: number[];
  readonly #scopes: number[];
  readonly #touched = new Set<TraceState>();
  readonly #changed = new Set<TraceState>();
  readonly #ids: Buffer;
  #stored = 0;
  #different = 0;
  #bytes = 0;

  constructor(session: WriteSession, batch: SpanBatch, source: number, fileId: number | null) {
    this.#session = session;
    this.#batch = batch;
    this.#source = source;
    this.#fileId = fileId;
    this.#names = batch.names.map((name) => nameId(session, name));
    this.#services = batch.resources.map(({ service }) => nameId(session, service));
    this.#resources = batch.resources.map((resource) => resourceId(session, resource));
    this.#scopes = batch.scopes.map((scope) => scopeId(session, scope));
    this.#ids = Buffer.from(batch.traceIds.buffer, batch.traceIds.byteOffset, batch.traceIds.byteLength);
  }

  run(nowMs: number): InsertedSpans {
    let previous = '';
    let state: TraceState | null = null;
    for (let i = 0; i < this.#batch.count; i++) {
      const key = this.#ids.toString('latin1', i * 16, i * 16 + 16);
      if (!state || key !== previous) {
        state = traceState(this.#session, key, this.#batch.traceIds.subarray(i * 16, i * 16 + 16));
        this.#touched.add(state);
        previous = key;
      }
      this.#insert(i, state);
    }
    for (const trace of this.#changed) {
      if (!trace.saved) {
        this.#bytes += TRACE_BYTES;
        trace.opening = this.#fileId;
      }
      saveTrace(this.#session, trace, nowMs);
    }
    if (this.#stored > 0) addUsage(this.#session, 'traces', this.#stored, this.#bytes);
    if (this.#fileId !== null) this.#noteFile();
    else for (const trace of this.#touched) clearOpening(this.#session, trace);
    return {
      stored: this.#stored,
      duplicates: this.#batch.count - this.#stored,
      different: this.#different,
      traces: this.#touched.size,
    };
  }

  #insert(i: number, state: TraceState): void {
    const batch = this.#batch;
    const spanId = batch.spanIds.subarray(i * 8, i * 8 + 8);
    const parentId = batch.parentIds.subarray(i * 8, i * 8 + 8);
    const resource = batch.resource[i]!;
    const service = this.#services[resource]!;
    const name = this.#names[batch.name[i]!]!;
    const startNs = batch.startNano[i]!;
    const durationNs = batch.durationNano[i]!;
    const isRoot = isZero(parentId);
    if (state.isPacked && this.#isPacked(i, state, service, name)) return;
    const payload = this.#payload(i);
    const { changes } = this.#session
      .prepare(INSERT)
      .run(
        state.no,
        spanId,
        batch.kind[i],
        service,
        startNs,
        isRoot ? NO_PARENT : parentId,
        durationNs,
        name,
        batch.status[i],
        batch.eventCount[i],
        this.#resources[resource],
        this.#scopes[batch.scope[i]!],
        this.#source,
        payload,
      );
    if (changes === 0) {
      const identity = [state.no, spanId, batch.kind[i], service, startNs];
      this.#session.prepare(ADD_SOURCE).run(this.#source, ...identity, this.#source);
      if (this.#fileId !== null && !this.#isStored([...identity, durationNs, name, payload]))
        this.#different++;
      return;
    }
    const bytes = spanBytes(payload.length);
    this.#stored++;
    this.#bytes += bytes;
    this.#changed.add(state);
    addSpan(state, {
      service,
      name,
      operation: operationId(this.#session, service, name),
      startNs,
      endNs: startNs + durationNs,
      isRoot,
      isError: batch.status[i] === StatusCode.error,
      bytes,
    });
  }

  #payload(i: number): Uint8Array {
    const { payloads, payloadEnds } = this.#batch;
    return payloads.subarray(i === 0 ? 0 : payloadEnds[i - 1]!, payloadEnds[i]!);
  }

  /** A duplicate of a span in a block; the block stays as it is, a further source is noted. */
  #isPacked(i: number, { no }: TraceState, service: number, name: number): boolean {
    const { spanIds, kind, startNano, durationNano } = this.#batch;
    const spanId = spanIds.subarray(i * 8, i * 8 + 8);
    const startNs = startNano[i]!;
    const packed = findPacked(this.#session, no, { spanId, kind: kind[i]!, service, startNs });
    if (!packed) return false;
    if (packed.source !== this.#source) {
      this.#session.prepare(ADD_PACKED_SOURCE).run(no, spanId, kind[i], service, startNs, this.#source);
    }
    if (this.#fileId !== null && !packed.hasContent(durationNano[i]!, name, this.#payload(i)))
      this.#different++;
    return true;
  }

  #isStored(identityAndContent: unknown[]): boolean {
    return this.#session.prepare(SAME_CONTENT).get(...identityAndContent) !== undefined;
  }

  #noteFile(): void {
    const insert = this.#session.prepare(
      'INSERT OR IGNORE INTO trace_files (source, trace_no) VALUES (?, ?)',
    );
    for (const { no } of this.#touched) insert.run(this.#source, no);
  }
}

const NO_PARENT = Buffer.alloc(0);

function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}
