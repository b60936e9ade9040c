import type { TraceIngest } from '../traces/trace-ingest.ts';
import type { GrpcProtocol } from './grpc/grpc-receiver.ts';
import type { GrpcMethod } from './grpc/grpc-server.ts';
import { answerTraces } from './grpc/trace-answers.ts';
import { storedMessage } from './otlp-answers.ts';

/** OTLP/gRPC (OTLP specification 1.11). What is not in the table is answered UNIMPLEMENTED with its name. */
export function otlpGrpc(traces: TraceIngest): GrpcProtocol {
  const exportTraces: GrpcMethod = async ({ bytes, compression }, peer) => {
    const body = { bytes, compression, encoding: 'otlp-protobuf' } as const;
    return answerTraces(await traces.accept('otlp-grpc', body, peer), storedMessage);
  };
  return {
    name: 'otlp-grpc',
    methods: new Map([['/opentelemetry.proto.collector.trace.v1.TraceService/Export', exportTraces]]),
  };
}
