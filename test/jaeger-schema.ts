import protobuf from 'protobufjs';

/** The messages of jaeger-idl's api_v2 that a collector is sent, as published; wire numbers are what matters. */
const { root } = protobuf.parse(`syntax = "proto3";
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message KeyValue {
    string key = 1; int32 vType = 2; string vStr = 3; bool vBool = 4;
    int64 vInt64 = 5; double vFloat64 = 6; bytes vBinary = 7;
  }
  message Log { Timestamp timestamp = 1; repeated KeyValue fields = 2; }
  message SpanRef { bytes traceId = 1; bytes spanId = 2; int32 refType = 3; }
  message Process { string serviceName = 1; repeated KeyValue tags = 2; }
  message Span {
    bytes traceId = 1; bytes spanId = 2; string operationName = 3; repeated SpanRef references = 4;
    uint32 flags = 5; Timestamp startTime = 6; Duration duration = 7; repeated KeyValue tags = 8;
    repeated Log logs = 9; Process process = 10; string processId = 11; repeated string warnings = 12;
  }
  message Batch { repeated Span spans = 1; Process process = 2; }
  message PostSpansRequest { Batch batch = 1; }
  message ProbabilisticSamplingStrategy { double samplingRate = 1; }
  message SamplingStrategyResponse {
    int32 strategyType = 1; ProbabilisticSamplingStrategy probabilisticSampling = 2;
  }`);

const type = root.lookupType('PostSpansRequest');

/** A PostSpansRequest as another implementation writes it. */
export const postSpansRequest = (batch: object): Uint8Array =>
  type.encode(type.fromObject({ batch })).finish();

/** A SamplingStrategyResponse as another implementation reads it. */
export const samplingStrategy = (bytes: Uint8Array): object =>
  root.lookupType('SamplingStrategyResponse').decode(bytes).toJSON();
