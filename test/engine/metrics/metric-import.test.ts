import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { MetricImportEvent } from '../../../shared/contract/metric-import.ts';
import { testUnless } from '../../docker.ts';
import { PrometheusServer, whyNoPrometheus } from '../../promql/prometheus-server.ts';
import { sharedEngine } from '../shared-engine.ts';

const engine = sharedEngine({});
const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const DAY = 86_400_000;
/** Long before anything that would be let in by a sender. */
const T = Math.floor(Date.now() / DAY) * DAY - 5 * DAY;

let files = 0;
function fileOf(content: string | Uint8Array): string {
  const path = join(dir, `metrics-${++files}`);
  writeFileSync(path, content);
  return path;
}

type Told = Exclude<MetricImportEvent, { kind: 'progress' }>;

const importFile = (path: string, format?: 'openmetrics' | 'text') =>
  new Promise<Told>((done, fail) => {
    engine.client.subscribe(
      'metrics.import',
      { path, ...(format && { format }) },
      {
        event: (event) => {
          if (event.kind !== 'progress') done(event);
        },
        end: () => fail(new Error('it ended without a verdict')),
        error: fail,
      },
    );
  });

async function imported(path: string, format?: 'openmetrics' | 'text') {
  const told = await importFile(path, format);
  if (told.kind !== 'done') throw new Error(told.found);
  return told.result;
}

const range = (metric: string, startMs: number, endMs: number, stepMs: number) =>
  engine.client.call('metrics.range', {
    metric,
    startMs,
    endMs,
    stepMs,
    as: 'last',
    by: 'series',
    matchers: [],
  });

const seconds = (ms: number) => (ms / 1000).toFixed(3);

function document(name: string, minutes: number): string {
  const lines = ['a', 'b'].flatMap((job) =>
    Array.from(
      { length: minutes },
      (_, i) => `${name}_total{job="${job}"} ${i * 3} ${seconds(T + i * 60_000)}`,
    ),
  );
  return `# HELP ${name} Counted.\n# TYPE ${name} counter\n${lines.join('\n')}\n# EOF\n`;
}

test('OpenMetrics of days ago is stored at its times, and again adds nothing', async () => {
  const path = fileOf(document('orders', 100));
  const first = await imported(path);
  expect(first).toMatchObject({
    ...{ format: 'openmetrics', samples: 200, series: 2, duplicates: 0, untimed: 0, faults: [], limit: null },
    ...{ firstMs: T, lastMs: T + 99 * 60_000, beyondRetention: false },
  });
  const { series } = await range('orders_total', T, T + 99 * 60_000, 60_000);
  expect(series).toHaveLength(2);
  for (const { values } of series) expect([...values]).toEqual(Array.from({ length: 100 }, (_, i) => i * 3));
  expect(await imported(path)).toMatchObject({ samples: 0, duplicates: 200 });
});

test('samples older than what is stored are put before it', async () => {
  const line = (i: number) => `late_total ${i} ${seconds(T + i * 60_000)}\n`;
  await imported(fileOf(`${line(10)}${line(11)}# EOF\n`));
  expect(await imported(fileOf(`${line(0)}${line(1)}# EOF\n`))).toMatchObject({ samples: 2, limited: 0 });
  const { series } = await range('late_total', T, T + 60_000, 60_000);
  expect([...(series[0]?.values ?? [])]).toEqual([0, 1]);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('%s is taken off', async (name, pack) => {
  expect(await imported(fileOf(pack(document(`packed_${name}`, 10))))).toMatchObject({
    format: 'openmetrics',
    samples: 20,
  });
});

test('the older text format has its times in milliseconds', async () => {
  const path = fileOf(`# TYPE older gauge\nolder 1 ${T}\nolder 2 ${T + 60_000}\n`);
  expect(await imported(path)).toMatchObject({ format: 'text', samples: 2, firstMs: T });
});

test('broken lines are told by their number and left out, samples without a time are counted', async () => {
  const result = await imported(fileOf(`a_b 1 ${T}\na_b{ 2\nc 5\na_b 3 ${T + 1000}\n`));
  expect(result).toMatchObject({ samples: 2, untimed: 1, moreFaults: 0 });
  expect(result.faults).toEqual([{ where: 'line 2', what: 'expected a label name or }, found "2"' }]);
});

test('a packed file that is cut off is stored as far as it goes, and told', async () => {
  const packed = gzipSync(document('cut', 5000));
  const result = await imported(fileOf(packed.subarray(0, packed.length >> 1)), 'openmetrics');
  expect(result.samples).toBeGreaterThan(100);
  expect(result.faults).toContainEqual({
    where: 'the end',
    what: 'expected the rest of the gzip stream, found the end of the file',
  });
});

test('what holds no sample with a time is refused', async () => {
  expect(await importFile(fileOf('a 1\nb 2\n'))).toEqual({
    kind: 'refused',
    expected: 'samples with times, in OpenMetrics or Prometheus text',
    found: '2 samples without one',
  });
  expect(await importFile(fileOf('<html></html>'))).toMatchObject({
    kind: 'refused',
    found: expect.stringMatching(/^line 1: /),
  });
  expect(await importFile(join(dir, 'missing'))).toMatchObject({ kind: 'refused', found: 'ENOENT' });
});

test('samples older than what is kept are stored, and it is said that they will go', async () => {
  const path = fileOf(`ancient 1 ${seconds(T - 60 * DAY)}\n# EOF\n`);
  expect(await imported(path)).toMatchObject({ samples: 1, beyondRetention: true });
});

test('ending it in the middle keeps what is stored; the file again adds the rest', async () => {
  const minutes = 7000;
  const path = fileOf(document('broken_off', minutes));
  const stored = await new Promise<number>((done, fail) => {
    const subscription = engine.client.subscribe(
      'metrics.import',
      { path },
      {
        event: (event) => {
          if (event.kind === 'progress' && event.samples === 0) return;
          subscription.dispose();
          done(event.kind === 'progress' ? event.samples : event.kind === 'done' ? event.result.samples : 0);
        },
        end: () => fail(new Error('it ended by itself')),
        error: fail,
      },
    );
  });
  expect(stored).toBeGreaterThan(0);
  const again = await imported(path);
  expect(again.samples + again.duplicates).toBe(2 * minutes);
  expect(again.duplicates).toBeGreaterThanOrEqual(stored);
});

testUnless(whyNoPrometheus())(
  'what promtool writes out of a Prometheus comes in with the same samples',
  async () => {
    const source = join(dir, 'source.om');
    writeFileSync(source, document('moved', 50));
    const blocks = join(dir, 'blocks');
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', source, blocks], {
      stdio: 'ignore',
    });
    const server = await PrometheusServer.start(blocks);
    onTestFinished(() => server.stop());
    const times = { startMs: T, endMs: T + 49 * 60_000, stepMs: 60_000 };
    const theirs = await server.queryRange('moved_total', times);
    expect(await imported(source)).toMatchObject({ samples: 100, faults: [] });
    const ours = await range('moved_total', times.startMs, times.endMs, times.stepMs);
    expect(ours.series).toHaveLength(theirs.length);
    for (const { metric, values } of theirs) {
      const same = ours.series.find(({ labels }) =>
        labels.some(([name, value]) => name === 'job' && value === metric.job),
      );
      expect([...(same?.values ?? [])]).toEqual(values.map(([, value]) => Number(value)));
    }
  },
);
