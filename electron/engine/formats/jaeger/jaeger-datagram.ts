import type { DecodeLimits } from '../limits.ts';
import type { SpanCollector } from '../spans/span-collector.ts';
import { BinaryThriftReader } from '../thrift/binary-reader.ts';
import { CompactThriftReader } from '../thrift/compact-reader.ts';
import { ThriftError, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { countBatchSpans, JaegerThriftDecoder } from './jaeger-thrift.ts';

export type AgentProtocol = 'compact' | 'binary';

const readers: Record<AgentProtocol, (bytes: Uint8Array) => ThriftReader> = {
  compact: (bytes) => new CompactThriftReader(bytes),
  binary: (bytes) => new BinaryThriftReader(bytes),
};

/** Calls of the Agent service (jaeger-idl agent.thrift), one a datagram; of its methods only emitBatch is taken. */
export class JaegerDatagrams {
  readonly #open: (bytes: Uint8Array) => ThriftReader;
  readonly #decoder: JaegerThriftDecoder;

  constructor(protocol: AgentProtocol, limits: DecodeLimits) {
    this.#open = readers[protocol];
    this.#decoder = new JaegerThriftDecoder(limits);
  }

  set limits(limits: DecodeLimits) {
    this.#decoder.limits = limits;
  }

  /** How many spans the datagram says it holds; 1 for what says nothing. */
  count(bytes: Uint8Array): number {
    try {
      const reader = this.#open(bytes);
      goToBatch(reader);
      return Math.max(1, countBatchSpans(reader));
    } catch (error) {
      if (error instanceof ThriftError) return 1;
      throw error;
    }
  }

  /** Never throws at what was sent: spans before a fault are kept, and the rest counted. */
  decode(bytes: Uint8Array, into: SpanCollector): void {
    const before = into.seen;
    try {
      const reader = this.#open(bytes);
      goToBatch(reader);
      this.#decoder.batch(reader, into);
    } catch (error) {
      if (!(error instanceof ThriftError)) throw error;
      const lost = this.count(bytes) - (into.seen - before);
      into.reject(`no call of Jaeger's agent: ${error.message}`, Math.max(1, lost));
    }
  }
}

/** Goes to the argument of emitBatch. @throws ThriftError for any other call */
function goToBatch(reader: ThriftReader): void {
  const { name } = reader.message();
  if (name === 'emitZipkinBatch') {
    throw new ThriftError('Zipkin spans are not received here but on the zipkin port; refused', reader.pos);
  }
  if (name !== 'emitBatch') {
    throw new ThriftError(`a call of ${JSON.stringify(name.slice(0, 40))} instead of emitBatch`, reader.pos);
  }
  reader.beginStruct();
  while (reader.field()) {
    if (reader.fieldId === 1 && reader.fieldType === ThriftType.struct) return;
    reader.skip(reader.fieldType);
  }
  throw new ThriftError('a call without a batch', reader.pos);
}
