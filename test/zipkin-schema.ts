import protobuf from 'protobufjs';

const rule = (type: string, id: number) => ({ type, id });

/** The messages of zipkin.proto (zipkin-api), as published. */
const nested = {
  Endpoint: {
    fields: {
      serviceName: rule('string', 1),
      ipv4: rule('bytes', 2),
      ipv6: rule('bytes', 3),
      port: rule('int32', 4),
    },
  },
  Annotation: { fields: { timestamp: rule('fixed64', 1), value: rule('string', 2) } },
  Span: {
    fields: {
      traceId: rule('bytes', 1),
      parentId: rule('bytes', 2),
      id: rule('bytes', 3),
      kind: rule('int32', 4),
      name: rule('string', 5),
      timestamp: rule('fixed64', 6),
      duration: rule('uint64', 7),
      localEndpoint: rule('Endpoint', 8),
      remoteEndpoint: rule('Endpoint', 9),
      annotations: { ...rule('Annotation', 10), rule: 'repeated' },
      tags: { ...rule('string', 11), keyType: 'string' },
      debug: rule('bool', 12),
      shared: rule('bool', 13),
    },
  },
  ListOfSpans: { fields: { spans: { ...rule('Span', 1), rule: 'repeated' } } },
};

export const zipkinListOfSpans = protobuf.Root.fromJSON({ nested }).lookupType('ListOfSpans');
