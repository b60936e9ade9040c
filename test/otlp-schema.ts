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
  RpcStatus: { fields: { code: rule('int32', 1), message: rule('string', 2) } },
};

const root = protobuf.Root.fromJSON({ nested });

/** Another implementation of the format, to compare with. */
export const TraceRequest = root.lookupType('ExportTraceServiceRequest');
export const TraceResponse = root.lookupType('ExportTraceServiceResponse');
export const RpcStatus = root.lookupType('RpcStatus');
