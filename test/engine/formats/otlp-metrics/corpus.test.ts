import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { decodeMetricsJson } from '../../../../electron/engine/formats/otlp/metrics/metrics-json.ts';
import { decodeMetricsProtobuf } from '../../../../electron/engine/formats/otlp/metrics/metrics-protobuf.ts';
import type {
  PointBatch,
  PointsResult,
} from '../../../../electron/engine/formats/otlp/metrics/point-batch.ts';
import { corpusDir, hasCorpus, readCorpus } from '../../../corpus.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';

/** Data points as MANIFEST.md counts them. */
const points: [file: string, points: number][] = [
  ['ottl-playground-metrics.json', 4],
  ['gcp-metrics-batching.json', 41],
  ['gcp-metrics-boolean_gauge.json', 3],
  ['gcp-metrics-create_service_timeseries.json', 1],
  ['gcp-metrics-exponential_histogram.json', 2],
  ['gcp-metrics-gke_control_plane.json', 35],
  ['gcp-metrics-gmp_multi_project.json', 18],
  ['gcp-metrics-histogram.json', 4],
  ['gcp-metrics-nonmonotonic_counter.json', 1],
  ['gcp-metrics-ops_agent_self_metrics.json', 2],
  ['gcp-metrics-prometheus_empty_buckets.json', 6],
  ['gcp-metrics-summary.json', 1],
  ['gcp-metrics-with_resource_filter.json', 1],
];

const told = (result: PointsResult) => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

/** Each sample with its labels, and the exponential histograms. */
const samplesOf = (batch: PointBatch) => [
  ...Array.from({ length: batch.count }, (_, i) => [
    batch.columns[batch.column[i]!],
    batch.bases[batch.base[i]!],
    batch.timeMs[i],
    batch.startMs[i],
    batch.value[i],
    batch.mode[i],
  ]),
  ...batch.exponentials.map((point) => ({ ...point, base: batch.bases[point.base] })),
  ...batch.exemplars,
];

describe.skipIf(!hasCorpus)('the corpus (absent: TRIVET_CORPUS)', () => {
  test.each(points)('%s has %d data points', (file, count) => {
    const { batch, firstFault } = told(decodeMetricsJson(readCorpus(`traces-otlp/${file}`)));
    expect([batch.points, firstFault]).toEqual([count, '']);
    expect(batch.count + batch.exponentials.length).toBeGreaterThanOrEqual(count);
  });

  test.each(['gcp-metrics-histogram', 'gcp-metrics-exponential_histogram'])(
    '%s is the same in both encodings',
    (name) => {
      const json = told(decodeMetricsJson(readCorpus(`traces-otlp/${name}.json`)));
      const binary = told(decodeMetricsProtobuf(readCorpus(`traces-otlp/${name}.binpb`)));
      expect(samplesOf(binary.batch)).toEqual(samplesOf(json.batch));
      expect(binary.batch.families).toEqual(json.batch.families);
    },
  );

  test('of every other file with metrics something is read, or why not is told', () => {
    const files = readdirSync(`${corpusDir}/traces-otlp`).filter((file) => /^datadog-.*\.json$/.test(file));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const result = decodeMetricsJson(readCorpus(`traces-otlp/${file}`));
      if (result.ok)
        expect([file, result.value.rejected === 0 || result.value.firstFault !== '']).toEqual([file, true]);
      else expect([file, result.error.message]).toEqual([file, expect.stringMatching(/./)]);
    }
  });

  test('damaged requests are refused or read in part, never more', () => {
    const binary = readCorpus('traces-otlp/gcp-metrics-histogram.binpb');
    const json = readCorpus('traces-otlp/gcp-metrics-exponential_histogram.json');
    const random = randomNumbers(7);
    for (let round = 0; round < 300; round++) {
      decodeMetricsProtobuf(mutate(binary, random));
      decodeMetricsJson(mutate(json, random));
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('more data points than a request may hold are refused before anything is made of them', () => {
  // Legal empty data points of a gauge, two bytes each.
  const gauge = Buffer.alloc(2 * 200, Buffer.from([0x0a, 0x00]));
  const field = (number: number, body: Buffer) =>
    Buffer.concat([Buffer.from([(number << 3) | 2, (body.length & 0x7f) | 0x80, body.length >> 7]), body]);
  const request = field(1, field(2, field(2, field(5, gauge))));
  expect(decodeMetricsProtobuf(request, { ...defaultLimits, items: 100 })).toMatchObject({
    ok: false,
    error: { kind: 'too many' },
  });
  expect(told(decodeMetricsProtobuf(request)).rejected).toBe(200);
});
