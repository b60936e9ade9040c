import protobuf from 'protobufjs';

const rule = (type: string, id: number, repeated = false) => ({
  type,
  id,
  ...(repeated ? { rule: 'repeated' } : {}),
});

/** What Loki's push API takes (grafana/loki pkg/push/push.proto), as published. */
const nested = {
  Timestamp: { fields: { seconds: rule('int64', 1), nanos: rule('int32', 2) } },
  LabelPair: { fields: { name: rule('string', 1), value: rule('string', 2) } },
  Entry: {
    fields: {
      timestamp: rule('Timestamp', 1),
      line: rule('string', 2),
      structuredMetadata: rule('LabelPair', 3, true),
    },
  },
  Stream: {
    fields: { labels: rule('string', 1), entries: rule('Entry', 2, true), hash: rule('uint64', 3) },
  },
  PushRequest: { fields: { streams: rule('Stream', 1, true) } },
};

const PushRequest = protobuf.Root.fromJSON({ nested }).lookupType('PushRequest');

export interface PushedStream {
  labels: string;
  entries: { nanos: bigint; line: string; metadata?: [name: string, value: string][] }[];
}

/** A PushRequest before snappy. */
export function pushRequest(streams: readonly PushedStream[]): Uint8Array {
  const message = streams.map(({ labels, entries }) => ({
    labels,
    entries: entries.map(({ nanos, line, metadata = [] }) => ({
      timestamp: { seconds: String(nanos / 1_000_000_000n), nanos: Number(nanos % 1_000_000_000n) },
      line,
      structuredMetadata: metadata.map(([name, value]) => ({ name, value })),
    })),
  }));
  return PushRequest.encode(PushRequest.fromObject({ streams: message })).finish();
}

/** Another implementation's reading, to compare with. */
export const decodePushRequest = (bytes: Uint8Array): unknown => PushRequest.decode(bytes);
