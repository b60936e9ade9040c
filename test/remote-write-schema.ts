import protobuf from 'protobufjs';
import { compressSync } from 'snappy';
import type { WriteTaker } from '../electron/engine/metrics/remote-write.ts';

const rule = (type: string, id: number, repeated = false) => ({
  type,
  id,
  ...(repeated && { rule: 'repeated' }),
});

/** The same in both versions, as prompb/types.proto and prompb/io/prometheus/write/v2/types.proto publish them. */
const shared = {
  Sample: { fields: { value: rule('double', 1), timestamp: rule('int64', 2) } },
  BucketSpan: { fields: { offset: rule('sint32', 1), length: rule('uint32', 2) } },
  Histogram: {
    fields: {
      countInt: rule('uint64', 1),
      countFloat: rule('double', 2),
      sum: rule('double', 3),
      schema: rule('sint32', 4),
      zeroThreshold: rule('double', 5),
      zeroCountInt: rule('uint64', 6),
      zeroCountFloat: rule('double', 7),
      negativeSpans: rule('BucketSpan', 8, true),
      negativeDeltas: rule('sint64', 9, true),
      negativeCounts: rule('double', 10, true),
      positiveSpans: rule('BucketSpan', 11, true),
      positiveDeltas: rule('sint64', 12, true),
      positiveCounts: rule('double', 13, true),
      resetHint: rule('int32', 14),
      timestamp: rule('int64', 15),
      customValues: rule('double', 16, true),
    },
  },
};

const v1 = protobuf.Root.fromJSON({
  nested: {
    ...shared,
    Label: { fields: { name: rule('string', 1), value: rule('string', 2) } },
    Exemplar: {
      fields: { labels: rule('Label', 1, true), value: rule('double', 2), timestamp: rule('int64', 3) },
    },
    TimeSeries: {
      fields: {
        labels: rule('Label', 1, true),
        samples: rule('Sample', 2, true),
        exemplars: rule('Exemplar', 3, true),
        histograms: rule('Histogram', 4, true),
      },
    },
    MetricMetadata: {
      fields: {
        type: rule('int32', 1),
        metricFamilyName: rule('string', 2),
        help: rule('string', 4),
        unit: rule('string', 5),
      },
    },
    WriteRequest: {
      fields: { timeseries: rule('TimeSeries', 1, true), metadata: rule('MetricMetadata', 3, true) },
    },
  },
});

const v2 = protobuf.Root.fromJSON({
  nested: {
    ...shared,
    Exemplar: {
      fields: { labelsRefs: rule('uint32', 1, true), value: rule('double', 2), timestamp: rule('int64', 3) },
    },
    Metadata: { fields: { type: rule('int32', 1), helpRef: rule('uint32', 3), unitRef: rule('uint32', 4) } },
    TimeSeries: {
      fields: {
        labelsRefs: rule('uint32', 1, true),
        samples: rule('Sample', 2, true),
        histograms: rule('Histogram', 3, true),
        exemplars: rule('Exemplar', 4, true),
        metadata: rule('Metadata', 5),
        createdTimestamp: rule('int64', 6),
      },
    },
    Request: { fields: { symbols: rule('string', 4, true), timeseries: rule('TimeSeries', 5, true) } },
  },
});

export const writeRequestType = v1.lookupType('WriteRequest');
export const writeRequestV2Type = v2.lookupType('Request');

/** A series in the words of the tests, for either version. */
export interface WrittenTestSeries {
  labels: Record<string, string>;
  samples?: [timeMs: number, value: number][];
  histograms?: object[];
  exemplars?: { labels: Record<string, string>; value: number; timestamp?: number }[];
  /** Of version 2. */
  metadata?: { type: number; help: string; unit: string };
}

const samplesOf = (samples: WrittenTestSeries['samples'] = []) =>
  samples.map(([timestamp, value]) => ({ timestamp, value }));

/** prometheus.WriteRequest. */
export function encodeWriteRequest(
  series: readonly WrittenTestSeries[],
  metadata: object[] = [],
): Uint8Array {
  const pairs = (labels: Record<string, string>) =>
    Object.entries(labels).map(([name, value]) => ({ name, value }));
  const timeseries = series.map(({ labels, samples, histograms = [], exemplars = [] }) => ({
    labels: pairs(labels),
    samples: samplesOf(samples),
    histograms,
    exemplars: exemplars.map((one) => ({ ...one, labels: pairs(one.labels) })),
  }));
  return writeRequestType.encode(writeRequestType.fromObject({ timeseries, metadata })).finish();
}

/** io.prometheus.write.v2.Request. */
export function encodeWriteRequestV2(series: readonly WrittenTestSeries[]): Uint8Array {
  const symbols = [''];
  const places = new Map([['', 0]]);
  const ref = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, symbols.length);
    return symbols.push(text) - 1;
  };
  const refs = (labels: Record<string, string>) =>
    Object.entries(labels).flatMap(([name, value]) => [ref(name), ref(value)]);
  const timeseries = series.map(({ labels, samples, histograms = [], exemplars = [], metadata }) => ({
    labelsRefs: refs(labels),
    samples: samplesOf(samples),
    histograms,
    exemplars: exemplars.map((one) => ({ ...one, labelsRefs: refs(one.labels) })),
    ...(metadata && {
      metadata: { type: metadata.type, helpRef: ref(metadata.help), unitRef: ref(metadata.unit) },
    }),
  }));
  return writeRequestV2Type.encode(writeRequestV2Type.fromObject({ symbols, timeseries })).finish();
}

export const V1_TYPE = 'application/x-protobuf';
export const V2_TYPE = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';

/** Posts a message as a sender does: snappy, with the headers of its version. */
export function postWrite(
  url: string,
  message: Uint8Array,
  { type = V1_TYPE, headers = {} }: { type?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type,
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': type === V1_TYPE ? '0.1.0' : '2.0.0',
      ...headers,
    },
    body: new Uint8Array(compressSync(message)),
  });
}

/** For servers whose remote write is not what a test is about. */
export const takesNothing: WriteTaker = {
  accept: async () => ({
    kind: 'unavailable',
    message: 'nothing is taken in this test',
    written: { samples: 0, histograms: 0, exemplars: 0 },
  }),
};
