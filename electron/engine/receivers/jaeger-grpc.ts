import { ok } from '../../../shared/util/result.ts';
import { WireWriter } from '../formats/protobuf/wire-writer.ts';
import type { TraceIngest } from '../traces/trace-ingest.ts';
import type { GrpcProtocol } from './grpc/grpc-receiver.ts';
import type { GrpcMethod } from './grpc/grpc-server.ts';
import { answerIngest } from './grpc/ingest-answers.ts';

const EMPTY = new Uint8Array();

/**
 * A SamplingStrategyResponse (jaeger-idl, sampling.proto): by probability, with 1. Senders that ask send everything;
 * what is left out is decided here, where it is counted. One that gets no answer would send next to nothing.
 */
function sendEverything(): Uint8Array {
  const writer = new WireWriter(16);
  writer.tag(2, 2);
  const probabilistic = writer.open();
  writer.tag(1, 1);
  writer.double(1);
  writer.close(probabilistic);
  return writer.copy();
}

/** Jaeger's collector over gRPC (jaeger-idl, api_v2), as agents and older SDKs send. */
export function jaegerGrpc(traces: TraceIngest): GrpcProtocol {
  const postSpans: GrpcMethod = async ({ bytes, compression }, peer) => {
    const body = { bytes, compression, encoding: 'jaeger-protobuf' } as const;
    // PostSpansResponse has no fields: what was left out is told in the receiver's status only.
    return answerIngest(await traces.accept('jaeger-grpc', body, peer), () => EMPTY);
  };
  return {
    name: 'jaeger-grpc',
    methods: new Map<string, GrpcMethod>([
      ['/jaeger.api_v2.CollectorService/PostSpans', postSpans],
      ['/jaeger.api_v2.SamplingManager/GetSamplingStrategy', async () => ok(sendEverything())],
    ]),
  };
}
