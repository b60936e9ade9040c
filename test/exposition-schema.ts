import protobuf from 'protobufjs';

const rule = (type: string, id: number, repeated = false) => ({
  type,
  id,
  ...(repeated && { rule: 'repeated' }),
});

/** io.prometheus.client's messages as client_model publishes them (metrics.proto). */
const nested = {
  LabelPair: { fields: { name: rule('string', 1), value: rule('string', 2) } },
  Timestamp: { fields: { seconds: rule('int64', 1), nanos: rule('int32', 2) } },
  Exemplar: {
    fields: { label: rule('LabelPair', 1, true), value: rule('double', 2), timestamp: rule('Timestamp', 3) },
  },
  Gauge: { fields: { value: rule('double', 1) } },
  Counter: { fields: { value: rule('double', 1), exemplar: rule('Exemplar', 2) } },
  Untyped: { fields: { value: rule('double', 1) } },
  Quantile: { fields: { quantile: rule('double', 1), value: rule('double', 2) } },
  Summary: {
    fields: {
      sampleCount: rule('uint64', 1),
      sampleSum: rule('double', 2),
      quantile: rule('Quantile', 3, true),
    },
  },
  Bucket: {
    fields: {
      cumulativeCount: rule('uint64', 1),
      upperBound: rule('double', 2),
      exemplar: rule('Exemplar', 3),
      cumulativeCountFloat: rule('double', 4),
    },
  },
  BucketSpan: { fields: { offset: rule('sint32', 1), length: rule('uint32', 2) } },
  Histogram: {
    fields: {
      sampleCount: rule('uint64', 1),
      sampleSum: rule('double', 2),
      bucket: rule('Bucket', 3, true),
      sampleCountFloat: rule('double', 4),
      schema: rule('sint32', 5),
      zeroThreshold: rule('double', 6),
      zeroCount: rule('uint64', 7),
      zeroCountFloat: rule('double', 8),
      negativeSpan: rule('BucketSpan', 9, true),
      negativeDelta: rule('sint64', 10, true),
      negativeCount: rule('double', 11, true),
      positiveSpan: rule('BucketSpan', 12, true),
      positiveDelta: rule('sint64', 13, true),
      positiveCount: rule('double', 14, true),
    },
  },
  Metric: {
    fields: {
      label: rule('LabelPair', 1, true),
      gauge: rule('Gauge', 2),
      counter: rule('Counter', 3),
      summary: rule('Summary', 4),
      untyped: rule('Untyped', 5),
      timestampMs: rule('int64', 6),
      histogram: rule('Histogram', 7),
    },
  },
  MetricFamily: {
    fields: {
      name: rule('string', 1),
      help: rule('string', 2),
      type: rule('int32', 3),
      metric: rule('Metric', 4, true),
      unit: rule('string', 5),
    },
  },
};

const family = protobuf.Root.fromJSON({ nested }).lookupType('MetricFamily');

/** Families as an endpoint sends them, each behind its length. */
export const encodeFamilies = (families: readonly object[]): Uint8Array =>
  Buffer.concat(families.map((one) => family.encodeDelimited(family.fromObject(one)).finish()));
