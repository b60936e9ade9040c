import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../../corpus.ts';
import { type ReadDocument, readText } from '../../../exposition-reading.ts';

const folder = 'prometheus-text';
const read = (name: string): ReadDocument =>
  readText(readCorpus(`${folder}/${name}`), { dialect: name.endsWith('.om') ? 'openmetrics' : 'text' });

function typesOf({ metadata }: ReadDocument): string {
  const counts = new Map<string, number>();
  for (const { type } of metadata.values()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .map(([type, count]) => `${count} ${type}`)
    .sort()
    .join(', ');
}

describe.skipIf(!hasCorpus)('real exposition documents', () => {
  test.each([
    ['expfmt-text.prom', 248, '10 summary, 18 gauge, 9 counter'],
    ['node_exporter-e2e-output.prom', 3027, '1 summary, 334 unknown, 418 gauge, 475 counter'],
    ['node_exporter-e2e-output-darwin.prom', 103, '1 summary, 4 unknown, 45 gauge, 46 counter'],
    ['node_exporter-e2e-output-netbsd.prom', 52, '1 summary, 35 counter, 37 gauge, 4 unknown'],
    ['node_exporter-e2e-output-dragonfly.prom', 89, '1 summary, 36 gauge, 4 unknown, 40 counter'],
    ['node_exporter-textfile-different_metric_types.prom', 22, '1 counter, 1 summary'],
    ['node_exporter-textfile-inconsistent_metrics.prom', 19, '1 counter, 1 gauge'],
    ['node_exporter-textfile-summary.prom', 20, '1 summary'],
    ['cadvisor-prometheus_metrics.prom', 287, '53 gauge, 54 counter'],
    ['cadvisor-prometheus_metrics_perf_aggregated.prom', 17, '11 gauge, 2 counter'],
    ['cadvisor-prometheus_metrics_failure.prom', 1, '1 gauge'],
    ['prometheus-alltypes.237mfs.prom', 1857, '112 counter, 13 summary, 15 histogram, 97 gauge'],
    ['promtool-metrics-test.prom', 27, '1 counter, 1 gauge, 1 histogram, 1 summary'],
    ['netdata-docker-engine-18.09-swarm.prom', 332, '12 histogram, 14 counter, 38 gauge, 4 summary'],
    ['netdata-traefik-2.2.1.prom', 1164, '1 counter, 1 gauge, 1 histogram'],
    ['netdata-kubelet.prom', 438, '14 summary, 17 counter, 33 gauge, 4 histogram'],
    ['netdata-consul-1.13.2.prom', 723, '86 gauge, 87 counter, 93 summary'],
    // 2,960 TYPE lines, of which many are of one family.
    ['netdata-yugabyte-tserver-large.prom', 2960, '1282 counter, 544 gauge'],
    ['netdata-testdata.prom', 410, '13 summary, 21 counter, 25 gauge'],
    ['netdata-histogram-no-meta.prom', 40, ''],
    ['cmetrics-histogram_different_label_count.prom', 12, '1 histogram'],
    ['cmetrics-issue_6534.prom', 101, '11 counter, 18 gauge, 3 histogram'],
    ['cmetrics-issue_fluent_bit_5541.prom', 17, '1 histogram'],
    ['cmetrics-issue_fluent_bit_6021.prom', 201, '3 counter, 7 histogram'],
    ['cmetrics-pr_168.prom', 20, '1 summary'],
    ['prometheus-1histogram.om', 42, '1 histogram'],
    ['promtool-dump-openmetrics-test.om', 10, ''],
    ['expfmt-valid/from_test_parse_0.prom', 0, ''],
    ['expfmt-valid/from_test_parse_2.prom', 4, '1 counter, 1 gauge'],
    ['expfmt-valid/from_test_parse_4.prom', 7, '1 histogram'],
  ])('%s has %i samples and %s', (name, samples, types) => {
    const document = read(name);
    expect(document.fault).toBeNull();
    expect(document.outcome).toMatchObject({ samples, duplicates: 0, limited: 0 });
    expect(typesOf(document)).toBe(types);
  });

  test("the cases of Prometheus' own text parser: odd spacing, missing commas, three samples told again", () => {
    const document = read('prometheus-promparse-input-0.prom');
    expect(document.fault).toBeNull();
    // 26 sample lines; one series is written in four ways.
    expect(document.outcome).toMatchObject({ samples: 23, duplicates: 3 });
  });

  test("the cases of Prometheus' own OpenMetrics parser: 60 samples, 8 exemplars, every type", () => {
    const document = read('prometheus-openmetricsparse-input-0.om');
    expect(document.fault).toBeNull();
    expect(document.samples).toHaveLength(60);
    expect(document.exemplars).toHaveLength(8);
    expect(document.exemplars[2]).toEqual({
      labels: [
        ['id', 'gaugehistogram-bucket-test'],
        ['xx', 'yy'],
      ],
      value: 4,
      timeMs: 123_123,
    });
    const types = new Set([...document.metadata.values()].map(({ type }) => type));
    expect(types.size).toBe(8);
  });

  test('of samples with the same name and labels the first is kept: 3 series, 3 duplicates', () => {
    const { samples, outcome } = readText(readCorpus('reference/docker-cpp-metrics.txt'));
    expect(outcome).toMatchObject({ samples: 3, duplicates: 3, fault: null });
    expect(samples[0]).toMatch(/ 1048576$/);
  });

  test('every document read again through its cache gives the same samples and asks for no series', () => {
    for (const name of readdirSync(corpusFile(folder)).filter((file) => /\.(prom|om)$/.test(file))) {
      const options = { dialect: name.endsWith('.om') ? 'openmetrics' : 'text' } as const;
      const cache = new SeriesCache<Labels>();
      const bytes = readCorpus(`${folder}/${name}`);
      const first = readText(bytes, { ...options, cache });
      const again = readText(bytes, { ...options, cache, pieces: 1000 });
      expect(again.samples, name).toEqual(first.samples);
      expect(again.asked, name).toEqual([]);
    }
  });

  test("OpenMetrics' own parser cases: by its rules 22 documents are right, with 41 samples, and 84 are not", () => {
    const wrong: string[] = [];
    const counts = { right: 0, refused: 0, samples: 0 };
    for (const name of readdirSync(corpusFile(`${folder}/openmetrics-parsers`))) {
      if (name.endsWith('.tsv')) continue;
      const path = `${folder}/openmetrics-parsers/${name}`;
      const { shouldParse } = JSON.parse(readCorpus(`${path}/test.json`).toString());
      const document = readText(readCorpus(`${path}/metrics`), { dialect: 'openmetrics', strict: true });
      if (document.fault) counts.refused++;
      else {
        counts.right++;
        counts.samples += document.outcome.samples + document.outcome.duplicates;
      }
      if (shouldParse !== (document.fault === null)) wrong.push(`${name}: ${document.fault}`);
    }
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ right: 22, refused: 84, samples: 41 });
  });

  test("what Prometheus' text parser tests call invalid is refused by the format's rules, what they call valid is not", () => {
    const files = (kind: string) => readdirSync(corpusFile(`${folder}/expfmt-${kind}`));
    for (const kind of ['invalid', 'valid']) {
      for (const name of files(kind)) {
        const document = readText(readCorpus(`${folder}/expfmt-${kind}/${name}`), { strict: true });
        expect(document.fault === null, `${name}: ${document.fault}`).toBe(kind === 'valid');
      }
    }
  });
});
