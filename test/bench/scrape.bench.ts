import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { Counters } from '../../electron/engine/counters.ts';
import { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { parsePrometheusConfig } from '../../electron/engine/scrape/config/prometheus-config.ts';
import { groupTargets } from '../../electron/engine/scrape/discovery/target-source.ts';
import { HttpFetcher } from '../../electron/engine/scrape/http/http-fetcher.ts';
import { TargetScraper } from '../../electron/engine/scrape/loop/target-scraper.ts';
import { buildTarget, isDropped } from '../../electron/engine/scrape/targets/target.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { freePort } from './free-port.ts';
import { type Bench, type BenchRow, median } from './harness.ts';

/** A large target: as many series as a service with some busy histograms has. */
const SERIES = 20_000;
const SCRAPES = 20;
const PROMETHEUS_SCRAPES = 8;
const logger = pino({ level: 'silent' });

const metadata = (name: string, type: string) =>
  `# HELP ${name} Measured for this bench.\n# TYPE ${name} ${type}\n`;

/** Answers with the same series in the same order, every value another one; made beforehand, so that only sending counts. */
const program = `
const { createServer } = require('node:http');
const bodies = Array.from({ length: 8 }, (_, n) => {
  let body = ${JSON.stringify(metadata('shop_requests_total', 'counter'))};
  for (let i = 0; i < ${SERIES}; i++) {
    if (i === ${SERIES / 2}) body += ${JSON.stringify(metadata('shop_queue_seconds', 'gauge'))};
    const name = i < ${SERIES / 2} ? 'shop_requests_total' : 'shop_queue_seconds';
    body += name + '{method="GET",route="/orders/' + (i % 100) + '",status="200",worker="' + i + '"} ' + (i * n + n / 8) + '\\n';
  }
  return Buffer.from(body);
});
let n = 0;
createServer((request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4').end(bodies[n++ % bodies.length]);
}).listen(Number(process.argv[1]), '127.0.0.1', () => process.stdout.write('ready\\n'));
`;

async function skip(): Promise<string | null> {
  const child = spawn('prometheus', ['--version'], { stdio: 'ignore' });
  const there = await once(child, 'exit').then(
    () => true,
    () => false,
  );
  return there ? null : 'prometheus is not installed (Debian: prometheus)';
}

/** Scraped one after the other, each committed: seconds of a scrape, and samples a second in all. */
async function trivet(address: string): Promise<{ scrapeSeconds: number; samplesPerSecond: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const clock = { now: () => Date.now() };
  const counters = new Counters(clock);
  const store = await Store.open(dir, false, logger);
  const sink = new MetricAppender({ store, counters, logger, clock });
  const parsed = parsePrometheusConfig(
    `scrape_configs: [{ job_name: bench, static_configs: [{ targets: ['${address}'] }] }]`,
    dir,
  );
  const job = parsed.ok ? parsed.value.jobs[0] : undefined;
  const [found] = groupTargets(job?.discovery.static[0] ?? { targets: [], labels: [] });
  const target = job && found && buildTarget(found, job);
  if (!job || !target || isDropped(target)) throw new Error('the configuration of this bench is broken');
  const fetcher = new HttpFetcher({ client: job.client, userAgent: 'Trivet/bench', resolve: () => [] });
  const scraper = new TargetScraper({
    ...{ sink, counters, fetcher, job, target },
    entity: () => null,
    forcedError: () => null,
  });
  const signal = new AbortController().signal;
  try {
    const startMs = Date.now() - SCRAPES * 1_000;
    // The first one makes the series, which happens once.
    await scraper.scrape(startMs, signal);
    const seconds: number[] = [];
    const from = performance.now();
    for (let i = 1; i <= SCRAPES; i++) {
      const { error, durationMs } = await scraper.scrape(startMs + i * 1_000, signal);
      if (error !== null) throw new Error(error);
      seconds.push(durationMs / 1_000);
    }
    const samplesPerSecond = (SERIES * SCRAPES) / ((performance.now() - from) / 1_000);
    return { scrapeSeconds: median(seconds), samplesPerSecond };
  } finally {
    fetcher.dispose();
    sink.dispose();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What Prometheus itself says a scrape of the same target took. */
async function prometheus(address: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const port = await freePort();
  writeFileSync(
    join(dir, 'prometheus.yml'),
    `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: bench, static_configs: [{ targets: ['${address}'] }] }]\n`,
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${dir}/prometheus.yml`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    const values = new Map<number, number>();
    while (values.size < PROMETHEUS_SCRAPES) {
      await sleep(200);
      const url = `http://127.0.0.1:${port}/api/v1/query?query=scrape_duration_seconds[1h]`;
      const answer = await fetch(url).then(
        (response) => response.json() as Promise<{ data?: { result: { values: [number, string][] }[] } }>,
        () => null,
      );
      // The first one makes the series here too.
      for (const [time, value] of answer?.data?.result[0]?.values.slice(1) ?? [])
        values.set(time, Number(value));
    }
    return median([...values.values()]);
  } finally {
    const over = once(child, 'exit');
    child.kill();
    await over;
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(): Promise<BenchRow[]> {
  const port = await freePort();
  const server = spawn(process.execPath, ['-e', program, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(server.stdout, 'data');
    const address = `127.0.0.1:${port}`;
    const theirs = await prometheus(address);
    const { scrapeSeconds, samplesPerSecond } = await trivet(address);
    return [
      {
        what: `one scrape of ${SERIES} known series, fetched and read`,
        figure: scrapeSeconds,
        unit: 's',
        baseline: { what: "Prometheus' scrape_duration_seconds of the same target", figure: theirs },
        aim: { of: 'ratio', atMost: 1.5 },
      },
      {
        what: 'scrapes one after the other, each committed to disk',
        figure: samplesPerSecond,
        unit: 'samples/s',
        baseline: {
          what: 'if a scrape were as fast as Prometheus reads one, and storing cost nothing',
          figure: SERIES / theirs,
        },
        aim: { of: 'figure', atLeast: 200_000 },
      },
    ];
  } finally {
    const over = once(server, 'exit');
    server.kill();
    await over;
  }
}

export const bench: Bench = { name: 'scrape', skip, run };
