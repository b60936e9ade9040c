import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { err, ok } from '../../../../../shared/util/result.ts';
import { type DecodeLimits, defaultLimits } from '../../limits.ts';
import { WireError, WireReader, WireType } from '../../protobuf/wire-reader.ts';
import { readKeyValue } from '../attribute-codec.ts';
import { readPoint } from './data-points.ts';
import type { PointsResult } from './point-batch.ts';
import { type MetricHead, type MetricKind, PointBuilder } from './point-builder.ts';

/** Field numbers of ExportMetricsServiceRequest, ResourceMetrics, ScopeMetrics, Metric (opentelemetry-proto). */
const RESOURCE_METRICS = 1;
const RESOURCE = 1;
const SCOPE_METRICS = 2;
const SCOPE = 1;
const METRICS = 2;
const SCHEMA_URL = 3;
const METRIC = { name: 1, description: 2, unit: 3 } as const;
const KINDS = new Map<number, MetricKind>([
  [5, 'gauge'],
  [7, 'sum'],
  [9, 'histogram'],
  [10, 'exponentialHistogram'],
  [11, 'summary'],
]);
const POINTS = 1;
const TEMPORALITY = 2;
const MONOTONIC = 3;

/** Decodes an ExportMetricsServiceRequest straight into columns of samples. */
export function decodeMetricsProtobuf(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): PointsResult {
  try {
    if (countPoints(bytes, limits.items) > limits.items) {
      return err({ kind: 'too many', message: `more than ${limits.items} data points in one request` });
    }
    return ok(new RequestDecoder(bytes, limits).decode());
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return err({ kind: 'malformed', message: `no ExportMetricsServiceRequest: ${error.message}` });
  }
}

/** Counts without making anything; stops soon after the limit. */
function countPoints(bytes: Uint8Array, most: number): number {
  const reader = new WireReader(bytes);
  let count = 0;
  const walk = (end: number, depth: number): void => {
    while (count <= most && reader.next(end)) {
      if (!isWay(reader, depth)) reader.skip(end);
      else if (depth === 4) {
        count++;
        reader.skip(end);
      } else walk(reader.lengthEnd(end), depth + 1);
    }
  };
  walk(bytes.length, 0);
  return count;
}

/** Whether the field leads to data points: request, resource, scope, metric, data. */
function isWay({ field, wireType }: WireReader, depth: number): boolean {
  if (wireType !== WireType.bytes) return false;
  if (depth === 3) return KINDS.has(field);
  return field === [RESOURCE_METRICS, SCOPE_METRICS, METRICS, 0, POINTS][depth];
}

class RequestDecoder {
  readonly #reader: WireReader;
  readonly #builder: PointBuilder;

  constructor(bytes: Uint8Array, limits: DecodeLimits) {
    this.#reader = new WireReader(bytes);
    this.#builder = new PointBuilder(limits);
  }

  decode() {
    const reader = this.#reader;
    const end = reader.bytes.length;
    while (reader.next(end)) {
      if (reader.field === RESOURCE_METRICS) this.#resourceMetrics(reader.lengthEnd(end));
      else reader.skip(end);
    }
    return this.#builder.finish();
  }

  /** The fields of a message may come in any order, so what is shared is looked for first and the reader goes back. */
  #resourceMetrics(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    const attributes: Attributes = [];
    while (reader.next(end)) {
      if (reader.field === RESOURCE) this.#attributes(reader.lengthEnd(end), 1, attributes);
      else reader.skip(end);
    }
    this.#builder.resource(attributes);
    reader.pos = start;
    while (reader.next(end)) {
      if (reader.field === SCOPE_METRICS) this.#scopeMetrics(reader.lengthEnd(end));
      else reader.skip(end);
    }
  }

  #attributes(end: number, field: number, into: Attributes): void {
    const reader = this.#reader;
    while (reader.next(end)) {
      if (reader.field === field) into.push(readKeyValue(reader, reader.lengthEnd(end)));
      else reader.skip(end);
    }
  }

  #scopeMetrics(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    this.#scope(end);
    reader.pos = start;
    while (reader.next(end)) {
      if (reader.field === METRICS) this.#metric(reader.lengthEnd(end));
      else reader.skip(end);
    }
  }

  #scope(end: number): void {
    const reader = this.#reader;
    const attributes: Attributes = [];
    let name = '';
    let version = '';
    let schemaUrl = '';
    while (reader.next(end)) {
      if (reader.field === SCHEMA_URL) schemaUrl = reader.text(reader.lengthEnd(end));
      else if (reader.field === SCOPE) {
        const last = reader.lengthEnd(end);
        while (reader.next(last)) {
          if (reader.field === 1) name = reader.text(reader.lengthEnd(last));
          else if (reader.field === 2) version = reader.text(reader.lengthEnd(last));
          else if (reader.field === 3) attributes.push(readKeyValue(reader, reader.lengthEnd(last)));
          else reader.skip(last);
        }
      } else reader.skip(end);
    }
    this.#builder.scope(name, version, schemaUrl, attributes);
  }

  #metric(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    const head = this.#head(end);
    const fault = this.#builder.metric(head);
    reader.pos = start;
    while (reader.next(end)) {
      if (KINDS.get(reader.field) !== head.kind) reader.skip(end);
      else if (fault === null) this.#points(reader.lengthEnd(end), head.kind);
      else this.#refusePoints(reader.lengthEnd(end), fault);
    }
  }

  #head(end: number): MetricHead {
    const reader = this.#reader;
    const head = {
      name: '',
      unit: '',
      description: '',
      kind: 'gauge' as MetricKind,
      temporality: 0,
      monotonic: false,
    };
    while (reader.next(end)) {
      const kind = KINDS.get(reader.field);
      if (kind) {
        head.kind = kind;
        this.#dataHead(reader.lengthEnd(end), head);
      } else if (reader.field === METRIC.name) head.name = reader.text(reader.lengthEnd(end));
      else if (reader.field === METRIC.description) head.description = reader.text(reader.lengthEnd(end));
      else if (reader.field === METRIC.unit) head.unit = reader.text(reader.lengthEnd(end));
      else reader.skip(end);
    }
    return head;
  }

  #dataHead(end: number, head: { temporality: number; monotonic: boolean }): void {
    const reader = this.#reader;
    while (reader.next(end)) {
      if (reader.field === TEMPORALITY && reader.wireType === WireType.varint) {
        head.temporality = reader.varint(end);
      } else if (reader.field === MONOTONIC && reader.wireType === WireType.varint) {
        head.monotonic = reader.varint(end) !== 0;
      } else reader.skip(end);
    }
  }

  #points(end: number, kind: MetricKind): void {
    const reader = this.#reader;
    while (reader.next(end)) {
      if (reader.field === POINTS) readPoint(reader, reader.lengthEnd(end), kind, this.#builder);
      else reader.skip(end);
    }
  }

  #refusePoints(end: number, fault: string): void {
    const reader = this.#reader;
    let points = 0;
    while (reader.next(end)) {
      if (reader.field === POINTS) points++;
      reader.skip(end);
    }
    this.#builder.reject(points, fault);
  }
}
