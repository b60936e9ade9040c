import type { TraceIngest } from '../traces/trace-ingest.ts';
import type { GrpcProtocol } from './grpc/grpc-receiver.ts';
import type { GrpcMethod } from './grpc/grpc-server.ts';
import { answerTraces } from './grpc/trace-answers.ts';

const EMPTY = new Uint8Array();

/** Jaeger's collector over gRPC (jaeger-idl, api_v2), as agents and older SDKs send. */
export function jaegerGrpc(traces: TraceIngest): GrpcProtocol {
  const postSpans: GrpcMethod = async ({ bytes, compression }, peer) => {
    const body = { bytes, compression, encoding: 'jaeger-protobuf' } as const;
    // PostSpansResponse has no fields: what was left out is told in the receiver's status only.
    return answerTraces(await traces.accept('jaeger-grpc', body, peer), () => EMPTY);
  };
  return {
    name: 'jaeger-grpc',
    methods: new Map([['/jaeger.api_v2.CollectorService/PostSpans', postSpans]]),
  };
}
