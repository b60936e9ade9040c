import { err, ok } from '../../../../shared/util/result.ts';
import { malformed } from '../json-body.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodeResult, tooMany } from '../otlp/traces-request.ts';
import { SpanCollector } from '../spans/span-collector.ts';
import { BinaryThriftReader } from '../thrift/binary-reader.ts';
import { ThriftError } from '../thrift/thrift-reader.ts';
import { countBatchSpans, JaegerThriftDecoder } from './jaeger-thrift.ts';

/** A Batch of jaeger.thrift in the binary protocol, as posted to a collector: whole or not at all. */
export function decodeJaegerThrift(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  try {
    const spans = countBatchSpans(new BinaryThriftReader(bytes));
    if (spans > limits.items) return err(tooMany(limits.items));
    const collector = new SpanCollector(limits, spans, bytes.length);
    new JaegerThriftDecoder(limits).batch(new BinaryThriftReader(bytes), collector);
    return ok(collector.finish());
  } catch (error) {
    if (error instanceof ThriftError) return err(malformed(`no Jaeger batch in Thrift: ${error.message}`));
    throw error;
  }
}
