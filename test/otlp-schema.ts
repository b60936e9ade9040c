import protobuf from 'protobufjs';

const rule = (type: string, id: number, repeated = false) => ({
  type,
  id,
  ...(repeated ? { rule: 'repeated' } : {}),
});

/** The messages of opentelemetry-proto that a trace export is made of, as published. */
const nested = {
  AnyValue: {
    oneofs: {
      value: {
        oneof: [
          'stringValue',
          'boolValue',
          'intValue',
          'doubleValue',
          'arrayValue',
          'kvlistValue',
          'bytesValue',
        ],
      },
    },
    fields: {
      stringValue: rule('string', 1),
      boolValue: rule('bool', 2),
      intValue: rule('int64', 3),
      doubleValue: rule('double', 4),
      arrayValue: rule('ArrayValue', 5),
      kvlistValue: rule('KeyValueList', 6),
      bytesValue: rule('bytes', 7),
    },
  },
  ArrayValue: { fields: { values: rule('AnyValue', 1, true) } },
  KeyValueList: { fields: { values: rule('KeyValue', 1, true) } },
  KeyValue: { fields: { key: rule('string', 1), value: rule('AnyValue', 2) } },
  Resource: {
    fields: { attributes: rule('KeyValue', 1, true), droppedAttributesCount: rule('uint32', 2) },
  },
  InstrumentationScope: {
    fields: {
      name: rule('string', 1),
      version: rule('string', 2),
      attributes: rule('KeyValue', 3, true),
      droppedAttributesCount: rule('uint32', 4),
    },
  },
  Event: {
    fields: {
      timeUnixNano: rule('fixed64', 1),
      name: rule('string', 2),
      attributes: rule('KeyValue', 3, true),
      droppedAttributesCount: rule('uint32', 4),
    },
  },
  Link: {
    fields: {
      traceId: rule('bytes', 1),
      spanId: rule('bytes', 2),
      traceState: rule('string', 3),
      attributes: rule('KeyValue', 4, true),
      droppedAttributesCount: rule('uint32', 5),
      flags: rule('fixed32', 6),
    },
  },
  Status: { fields: { message: rule('string', 2), code: rule('int32', 3) } },
  Span: {
    fields: {
      traceId: rule('bytes', 1),
      spanId: rule('bytes', 2),
      traceState: rule('string', 3),
      parentSpanId: rule('bytes', 4),
      flags: rule('fixed32', 16),
      name: rule('string', 5),
      kind: rule('int32', 6),
      startTimeUnixNano: rule('fixed64', 7),
      endTimeUnixNano: rule('fixed64', 8),
      attributes: rule('KeyValue', 9, true),
      droppedAttributesCount: rule('uint32', 10),
      events: rule('Event', 11, true),
      droppedEventsCount: rule('uint32', 12),
      links: rule('Link', 13, true),
      droppedLinksCount: rule('uint32', 14),
      status: rule('Status', 15),
    },
  },
  ScopeSpans: {
    fields: {
      scope: rule('InstrumentationScope', 1),
      spans: rule('Span', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ResourceSpans: {
    fields: {
      resource: rule('Resource', 1),
      scopeSpans: rule('ScopeSpans', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ExportTraceServiceRequest: { fields: { resourceSpans: rule('ResourceSpans', 1, true) } },
  ExportTracePartialSuccess: {
    fields: { rejectedSpans: rule('int64', 1), errorMessage: rule('string', 2) },
  },
  ExportTraceServiceResponse: { fields: { partialSuccess: rule('ExportTracePartialSuccess', 1) } },
  LogRecord: {
    fields: {
      timeUnixNano: rule('fixed64', 1),
      observedTimeUnixNano: rule('fixed64', 11),
      severityNumber: rule('int32', 2),
      severityText: rule('string', 3),
      body: rule('AnyValue', 5),
      attributes: rule('KeyValue', 6, true),
      droppedAttributesCount: rule('uint32', 7),
      flags: rule('fixed32', 8),
      traceId: rule('bytes', 9),
      spanId: rule('bytes', 10),
      eventName: rule('string', 12),
    },
  },
  ScopeLogs: {
    fields: {
      scope: rule('InstrumentationScope', 1),
      logRecords: rule('LogRecord', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ResourceLogs: {
    fields: {
      resource: rule('Resource', 1),
      scopeLogs: rule('ScopeLogs', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ExportLogsServiceRequest: { fields: { resourceLogs: rule('ResourceLogs', 1, true) } },
  ExportLogsPartialSuccess: {
    fields: { rejectedLogRecords: rule('int64', 1), errorMessage: rule('string', 2) },
  },
  ExportLogsServiceResponse: { fields: { partialSuccess: rule('ExportLogsPartialSuccess', 1) } },
  Exemplar: {
    fields: {
      filteredAttributes: rule('KeyValue', 7, true),
      timeUnixNano: rule('fixed64', 2),
      asDouble: rule('double', 3),
      asInt: rule('sfixed64', 6),
      spanId: rule('bytes', 4),
      traceId: rule('bytes', 5),
    },
    oneofs: { value: { oneof: ['asDouble', 'asInt'] } },
  },
  NumberDataPoint: {
    fields: {
      attributes: rule('KeyValue', 7, true),
      startTimeUnixNano: rule('fixed64', 2),
      timeUnixNano: rule('fixed64', 3),
      asDouble: rule('double', 4),
      asInt: rule('sfixed64', 6),
      exemplars: rule('Exemplar', 5, true),
      flags: rule('uint32', 8),
    },
    oneofs: { value: { oneof: ['asDouble', 'asInt'] } },
  },
  HistogramDataPoint: {
    fields: {
      attributes: rule('KeyValue', 9, true),
      startTimeUnixNano: rule('fixed64', 2),
      timeUnixNano: rule('fixed64', 3),
      count: rule('fixed64', 4),
      sum: rule('double', 5),
      bucketCounts: rule('fixed64', 6, true),
      explicitBounds: rule('double', 7, true),
      exemplars: rule('Exemplar', 8, true),
      flags: rule('uint32', 10),
      min: rule('double', 11),
      max: rule('double', 12),
    },
    oneofs: { _sum: { oneof: ['sum'] }, _min: { oneof: ['min'] }, _max: { oneof: ['max'] } },
  },
  Buckets: { fields: { offset: rule('sint32', 1), bucketCounts: rule('uint64', 2, true) } },
  ExponentialHistogramDataPoint: {
    fields: {
      attributes: rule('KeyValue', 1, true),
      startTimeUnixNano: rule('fixed64', 2),
      timeUnixNano: rule('fixed64', 3),
      count: rule('fixed64', 4),
      sum: rule('double', 5),
      scale: rule('sint32', 6),
      zeroCount: rule('fixed64', 7),
      positive: rule('Buckets', 8),
      negative: rule('Buckets', 9),
      flags: rule('uint32', 10),
      exemplars: rule('Exemplar', 11, true),
      zeroThreshold: rule('double', 14),
    },
    oneofs: { _sum: { oneof: ['sum'] } },
  },
  ValueAtQuantile: { fields: { quantile: rule('double', 1), value: rule('double', 2) } },
  SummaryDataPoint: {
    fields: {
      attributes: rule('KeyValue', 7, true),
      startTimeUnixNano: rule('fixed64', 2),
      timeUnixNano: rule('fixed64', 3),
      count: rule('fixed64', 4),
      sum: rule('double', 5),
      quantileValues: rule('ValueAtQuantile', 6, true),
      flags: rule('uint32', 8),
    },
  },
  Gauge: { fields: { dataPoints: rule('NumberDataPoint', 1, true) } },
  Sum: {
    fields: {
      dataPoints: rule('NumberDataPoint', 1, true),
      aggregationTemporality: rule('int32', 2),
      isMonotonic: rule('bool', 3),
    },
  },
  Histogram: {
    fields: { dataPoints: rule('HistogramDataPoint', 1, true), aggregationTemporality: rule('int32', 2) },
  },
  ExponentialHistogram: {
    fields: {
      dataPoints: rule('ExponentialHistogramDataPoint', 1, true),
      aggregationTemporality: rule('int32', 2),
    },
  },
  Summary: { fields: { dataPoints: rule('SummaryDataPoint', 1, true) } },
  Metric: {
    fields: {
      name: rule('string', 1),
      description: rule('string', 2),
      unit: rule('string', 3),
      gauge: rule('Gauge', 5),
      sum: rule('Sum', 7),
      histogram: rule('Histogram', 9),
      exponentialHistogram: rule('ExponentialHistogram', 10),
      summary: rule('Summary', 11),
    },
    oneofs: {
      data: { oneof: ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] },
    },
  },
  ScopeMetrics: {
    fields: {
      scope: rule('InstrumentationScope', 1),
      metrics: rule('Metric', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ResourceMetrics: {
    fields: {
      resource: rule('Resource', 1),
      scopeMetrics: rule('ScopeMetrics', 2, true),
      schemaUrl: rule('string', 3),
    },
  },
  ExportMetricsServiceRequest: { fields: { resourceMetrics: rule('ResourceMetrics', 1, true) } },
  RpcStatus: { fields: { code: rule('int32', 1), message: rule('string', 2) } },
};

const root = protobuf.Root.fromJSON({ nested });

/** Another implementation of the format, to compare with. */
export const TraceRequest = root.lookupType('ExportTraceServiceRequest');
export const TraceResponse = root.lookupType('ExportTraceServiceResponse');
export const MetricsRequest = root.lookupType('ExportMetricsServiceRequest');
export const RpcStatus = root.lookupType('RpcStatus');
export const LogsRequest = root.lookupType('ExportLogsServiceRequest');
export const LogsResponse = root.lookupType('ExportLogsServiceResponse');
