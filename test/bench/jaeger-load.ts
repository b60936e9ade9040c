import thrift, { type TProtocol, type TTransport } from 'thrift';
import type { AttributeValue } from '../../shared/model/attributes.ts';
import { spanKindNames } from '../../shared/model/span.ts';
import { emittedBatch, jaegerBatch, jaegerSpan, jaegerTag } from '../jaeger-thrift.ts';
import type { Struct } from '../thrift-encoder.ts';
import { loadSpans } from './span-load.ts';

const bigOf = (hex: string) => BigInt(`0x${hex || '0'}`);
const micros = (nano: bigint) => nano / 1000n;
const tag = (key: string, value: AttributeValue) =>
  jaegerTag(key, typeof value === 'object' ? String(value) : value);

/** Spans `from` to `from + count` of the load as a client of Jaeger's sends them to its agent. */
export function jaegerDatagram(protocol: 'compact' | 'binary', from: number, count: number): Buffer {
  const { resource, spans } = loadSpans(from, count);
  const structs = spans.map(
    (span): Struct =>
      jaegerSpan({
        traceId: [bigOf(span.traceId.slice(0, 16)), bigOf(span.traceId.slice(16))],
        spanId: bigOf(span.spanId),
        parentSpanId: bigOf(span.parentSpanId),
        name: span.name,
        start: micros(span.startTimeUnixNano),
        duration: micros(span.durationNano),
        tags: [
          jaegerTag('span.kind', spanKindNames[span.kind]),
          ...span.attributes.map(([key, value]) => tag(key, value)),
        ],
        logs: span.events.map(({ timeUnixNano, name, attributes }) => ({
          timestamp: micros(timeUnixNano),
          fields: [jaegerTag('event', name), ...attributes.map(([key, value]) => tag(key, value))],
        })),
      }),
  );
  const process = resource.attributes.slice(1).map(([key, value]) => tag(key, value));
  return emittedBatch(protocol, jaegerBatch(structs, 'shop', process));
}

const { Thrift, TBufferedTransport, TCompactProtocol, TBinaryProtocol } = thrift;

/** Apache's library decodes the datagram into objects, as the code that its compiler generates does. */
export function apacheDecode(protocol: 'compact' | 'binary', datagram: Buffer): unknown {
  let decoded: unknown;
  TBufferedTransport.receiver((transport: TTransport) => {
    const input = protocol === 'compact' ? new TCompactProtocol(transport) : new TBinaryProtocol(transport);
    input.readMessageBegin();
    decoded = readValue(input, Thrift.Type.STRUCT);
  }, 0)(datagram);
  return decoded;
}

function readValue(input: TProtocol, type: number): unknown {
  switch (type) {
    case Thrift.Type.STRUCT: {
      const struct: Record<number, unknown> = {};
      input.readStructBegin();
      for (;;) {
        const { ftype, fid } = input.readFieldBegin();
        if (ftype === Thrift.Type.STOP) break;
        struct[fid] = readValue(input, ftype);
        input.readFieldEnd();
      }
      input.readStructEnd();
      return struct;
    }
    case Thrift.Type.LIST: {
      const { etype, size } = input.readListBegin();
      const list = Array.from({ length: size }, () => readValue(input, etype));
      input.readListEnd();
      return list;
    }
    case Thrift.Type.I64:
      return input.readI64();
    case Thrift.Type.I32:
      return input.readI32();
    case Thrift.Type.DOUBLE:
      return input.readDouble();
    case Thrift.Type.BOOL:
      return input.readBool();
    default:
      return input.readString();
  }
}
