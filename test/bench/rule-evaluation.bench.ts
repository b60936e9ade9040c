import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { AlertRules } from '../../electron/engine/alerts/manager/alert-rules.ts';
import { Counters } from '../../electron/engine/counters.ts';
import { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { type Labels, seriesLabels } from '../../shared/model/series.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import { hasPrometheus, runPrometheus } from '../compare/programs.ts';
import { type Bench, type BenchRow, median } from './harness.ts';

/** 100 metrics of 100 series; a rule looks at ten of them. */
const METRICS = 100;
const SERIES = 100;
const RULES = 1_000;
const STEP_S = 5;
/** What a round is a part of: the interval that groups have where nothing is said. */
const INTERVAL_S = 15;
const ROUNDS = Number(process.env.RULE_ROUNDS ?? 8);
/** Evaluations of a small group, for what memory does over time. */
const EVALUATIONS = Number(process.env.RULE_EVALUATIONS ?? 10_000);
const SMALL = 10;

const metric = (i: number) => `bench_${i % METRICS}_total`;
const part = (i: number) => String(Math.floor(i / METRICS) % 10);

/** Half alert, half record. */
const rule = (i: number): string => {
  const rate = `rate(${metric(i)}{part="${part(i)}"}[1m])`;
  return i % 2 === 0
    ? `      - {alert: Fast${i}, expr: '${rate} > 1e9', for: 1m, labels: {severity: warning}}\n`
    : `      - {record: 'bench:${i}:rate', expr: 'sum by (part) (${rate})'}\n`;
};
const rules = (count: number): string =>
  `groups:\n  - name: bench\n    interval: ${STEP_S}s\n    rules:\n${Array.from({ length: count }, (_, i) => rule(i)).join('')}`;

const series: { name: string; labels: [string, string][] }[] = Array.from(
  { length: METRICS * SERIES },
  (_, i) => {
    const place = Math.floor(i / METRICS);
    return {
      name: metric(i),
      labels: [
        ['instance', `host-${place}`],
        ['part', String(place % 10)],
      ],
    };
  },
);
const valueAt = (i: number, step: number): number => step * (1 + (i % 7));

function exposition(step: number): string {
  return series
    .map(({ name, labels }, i) => {
      const text = labels.map(([label, value]) => `${label}="${value}"`).join(',');
      return `${name}{${text}} ${valueAt(i, step)}\n`;
    })
    .join('');
}

/** Seconds that Prometheus takes for a round, told by itself. */
async function prometheusSeconds(dir: string): Promise<number> {
  let step = 0;
  const server: Server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/plain; version=0.0.4');
    answer.end(exposition(step++));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const file = join(dir, 'rules.yml');
  writeFileSync(file, rules(RULES));
  const prometheus = await runPrometheus(
    dir,
    `global: {scrape_interval: ${STEP_S}s, evaluation_interval: ${STEP_S}s}
rule_files: [${file}]
scrape_configs: [{job_name: bench, honor_labels: true, static_configs: [{targets: ['127.0.0.1:${address.port}']}]}]
`,
  );
  try {
    // Rates see their whole minute.
    await sleep(70_000);
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(STEP_S * 1000);
      const text = await (await fetch(`${prometheus.url}/metrics`)).text();
      const told = /^prometheus_rule_group_last_duration_seconds\{.*\} (\S+)$/m.exec(text)?.[1];
      found.push(Number(told));
    }
    return median(found);
  } finally {
    await prometheus.stop();
    server.close();
  }
}

class Trivet {
  readonly #store: Store;
  readonly #metrics: MetricAppender;
  readonly #rules: AlertRules;
  readonly #handles: ReturnType<MetricAppender['series']>[];
  readonly #clock: { nowMs: number; now(): number };
  #step = 0;

  private constructor(dir: string, store: Store) {
    const clock = {
      nowMs: Date.now(),
      now() {
        return this.nowMs;
      },
    };
    const logger = pino({ level: 'silent' });
    this.#clock = clock;
    this.#store = store;
    this.#metrics = new MetricAppender({ store, counters: new Counters(clock), logger, clock });
    this.#handles = series.map(({ name, labels }) => {
      const own: Labels = seriesLabels(name, labels);
      return this.#metrics.series('bench', own);
    });
    this.#rules = new AlertRules({
      clock,
      logger,
      dataDir: dir,
      metrics: this.#metrics,
      settings: { current: settingsSchema.parse({}), onChange: new Emitter() },
      setAside: store.setAside,
      sink: { put: () => undefined },
      suppression: () => ({ silencedBy: [], inhibitedBy: [], muted: false, receivers: [] }),
    });
  }

  static async start(dir: string, count: number): Promise<Trivet> {
    mkdirSync(join(dir, 'rules'), { recursive: true });
    writeFileSync(join(dir, 'rules', 'trivet.yml'), rules(count));
    const trivet = new Trivet(dir, await Store.open(dir, false, pino({ level: 'silent' })));
    await trivet.#rules.reload();
    return trivet;
  }

  /** Samples of `count` series, then an evaluation; its milliseconds. */
  async round(count = series.length): Promise<number> {
    this.#clock.nowMs += STEP_S * 1000;
    this.#step++;
    const batch = this.#metrics.batch();
    for (const [i, handle] of this.#handles.slice(0, count).entries()) {
      batch.add(handle, this.#clock.nowMs, valueAt(i, this.#step));
    }
    await this.#metrics.commit(batch);
    await this.#rules.tick();
    // The timer of its own may have begun it.
    await this.#rules.settled();
    const [group] = this.#rules.status().groups;
    const failed = this.#rules.status().rules.find(({ lastError }) => lastError !== null);
    if (failed) throw new Error(`${failed.name}: ${failed.lastError}`);
    return group?.lastDurationMs ?? Number.NaN;
  }

  async stop(): Promise<void> {
    await this.#rules.settled();
    this.#rules.dispose();
    await this.#metrics.flush();
    this.#metrics.dispose();
    await this.#store.close();
  }
}

async function trivetSeconds(dir: string): Promise<number> {
  const trivet = await Trivet.start(dir, RULES);
  try {
    const found: number[] = [];
    for (let round = 0; round < 14 + ROUNDS; round++) {
      const took = await trivet.round();
      if (round >= 14) found.push(took / 1000);
    }
    return median(found);
  } finally {
    await trivet.stop();
  }
}

/** MiB of resident memory that a thousand evaluations add, over the second half of them. */
async function memorySlope(dir: string): Promise<{ slope: number; rss: number }> {
  const trivet = await Trivet.start(dir, SMALL);
  try {
    const points: [number, number][] = [];
    for (let round = 0; round < EVALUATIONS; round++) {
      await trivet.round(METRICS);
      if (round >= EVALUATIONS / 2 && round % (EVALUATIONS / 40) === 0) {
        points.push([round / 1000, process.memoryUsage.rss() / 2 ** 20]);
      }
    }
    return { slope: slopeOf(points), rss: points.at(-1)?.[1] ?? Number.NaN };
  } finally {
    await trivet.stop();
  }
}

/** Of the straight line that is nearest to the points. */
function slopeOf(points: readonly [x: number, y: number][]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  try {
    const trivet = await trivetSeconds(join(dir, 'trivet'));
    const prometheus = hasPrometheus ? await prometheusSeconds(dir) : Number.NaN;
    const { slope, rss } = await memorySlope(join(dir, 'memory'));
    const about = `${RULES.toLocaleString('en')} rules over ${series.length.toLocaleString('en')} series`;
    return [
      {
        what: `one round of ${about}`,
        figure: trivet * 1000,
        unit: 'ms',
        baseline: hasPrometheus
          ? { what: "Debian's Prometheus, the same rules and samples", figure: prometheus * 1000 }
          : null,
        aim: { of: 'ratio', atMost: 1 },
      },
      {
        what: `part of one core that ${about} take at an interval of ${INTERVAL_S} s`,
        figure: (trivet / INTERVAL_S) * 100,
        unit: '%',
        baseline: null,
        aim: { of: 'figure', atMost: 20 },
      },
      {
        what: `memory that 1,000 evaluations add, over ${EVALUATIONS.toLocaleString('en')}`,
        figure: slope,
        unit: 'MiB',
        baseline: { what: 'resident at the end', figure: rss },
        aim: { of: 'figure', atMost: 1 },
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'rule-evaluation', run };
