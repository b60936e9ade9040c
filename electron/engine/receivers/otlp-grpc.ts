import type { LogIntake } from '../logs/log-intake.ts';
import type { MetricIngest } from '../metrics/metric-ingest.ts';
import type { TraceIngest } from '../traces/trace-ingest.ts';
import type { GrpcProtocol } from './grpc/grpc-receiver.ts';
import type { GrpcMethod } from './grpc/grpc-server.ts';
import { answerIngest } from './grpc/ingest-answers.ts';
import { storedMessage } from './otlp-answers.ts';

/** OTLP/gRPC (OTLP specification 1.11). What is not in the table is answered UNIMPLEMENTED with its name. */
export function otlpGrpc(traces: TraceIngest, metrics: MetricIngest, logs: LogIntake): GrpcProtocol {
  const method =
    (ingest: Pick<TraceIngest | MetricIngest | LogIntake, 'accept'>): GrpcMethod =>
    async ({ bytes, compression }, peer) => {
      const body = { bytes, compression, encoding: 'otlp-protobuf' } as const;
      return answerIngest(await ingest.accept('otlp-grpc', body, peer), storedMessage);
    };
  return {
    name: 'otlp-grpc',
    methods: new Map([
      ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', method(traces)],
      ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', method(metrics)],
      ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', method(logs)],
    ]),
  };
}
