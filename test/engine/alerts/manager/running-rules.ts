import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import {
  AlertRules,
  type AlertRulesOptions,
} from '../../../../electron/engine/alerts/manager/alert-rules.ts';
import { Counters } from '../../../../electron/engine/counters.ts';
import { MetricAppender } from '../../../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { type Settings, settingsSchema } from '../../../../shared/contract/settings.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';

/** At the full minute, so that the steps of a test are those of the rules. */
const START_MS = Date.parse('2026-03-01T12:00:00Z');

export type Series = [name: string, labels: Record<string, string>, value: number];

/** Rules over a store of the test's own, in which time passes only as the test says. */
export class RunningRules {
  readonly dir: string;
  readonly store: Store;
  readonly posted: PostedAlert[] = [];
  /** Of what was posted, what was told to be over. */
  readonly over: PostedAlert[] = [];
  readonly clock: { nowMs: number; now(): number };
  readonly metrics: MetricAppender;
  readonly settings: { current: Settings; onChange: Emitter<void> };
  rules: AlertRules;
  readonly #options: Partial<AlertRulesOptions>;

  constructor(
    dir: string,
    store: Store,
    { alerts = {}, startMs = START_MS, ...options }: RunOptions & { startMs?: number },
  ) {
    this.dir = dir;
    this.store = store;
    this.#options = options;
    this.clock = {
      nowMs: startMs,
      now() {
        return this.nowMs;
      },
    };
    const logger = pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' });
    const counters = new Counters(this.clock);
    this.metrics = new MetricAppender({ store, counters, logger, clock: this.clock });
    this.settings = { current: settingsSchema.parse({ alerts }), onChange: new Emitter() };
    this.rules = this.#start();
  }

  /** As after a restart of the engine. */
  async restart(): Promise<void> {
    await this.rules.settled();
    this.rules.dispose();
    this.rules = this.#start();
    await this.rules.reload();
  }

  /** The store stays open. */
  async dispose(): Promise<void> {
    await this.rules.settled();
    this.rules.dispose();
    await this.metrics.flush();
    this.metrics.dispose();
  }

  /** Samples at the present time, committed. */
  async give(...series: Series[]): Promise<void> {
    const batch = this.metrics.batch();
    for (const [name, labels, value] of series) {
      const pairs = Object.entries(labels) as Label[];
      batch.add(this.metrics.series('test', seriesLabels(name, pairs)), this.clock.nowMs, value);
    }
    await this.metrics.commit(batch);
  }

  /** Lets time pass in steps, with the same samples before each evaluation. */
  async pass(seconds: number, sample: (atMs: number) => Series[] = () => [], stepS = 15): Promise<void> {
    for (let left = seconds; left > 0; left -= stepS) {
      this.clock.nowMs += stepS * 1000;
      await this.give(...sample(this.clock.nowMs));
      await this.rules.tick();
      await this.rules.settled();
    }
  }

  /** State and alertname of what is not over, with its other labels. */
  get alerts(): string[] {
    return this.rules.status().alerts.map(({ state, labels }) => {
      const own = labels.filter(([name]) => name !== 'alertname').map(([name, value]) => `${name}=${value}`);
      return [state, labels.find(([name]) => name === 'alertname')?.[1], ...own].join(' ');
    });
  }

  #put(alerts: readonly PostedAlert[]): void {
    this.posted.push(...alerts);
    this.over.push(...alerts.filter(({ endsAtMs }) => endsAtMs <= this.clock.now()));
  }

  #start(): AlertRules {
    const rules = new AlertRules({
      clock: this.clock,
      logger: pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' }),
      dataDir: this.dir,
      metrics: this.metrics,
      settings: this.settings,
      setAside: this.store.setAside,
      sink: { put: (alerts) => this.#put(alerts) },
      suppression: () => ({ silencedBy: [], inhibitedBy: [], muted: false, receivers: [] }),
      lookEveryMs: 20,
      ...this.#options,
    });
    return rules;
  }
}

type RunOptions = { alerts?: object } & Partial<AlertRulesOptions>;

/** Further apart than anything that a test lets pass. */
const APART_MS = 10 * 86_400_000;

/**
 * One store for all tests of a file. Each begins days after the one before, so that none sees another's samples.
 *
 * @returns starts rules with a text of Trivet's own rule file; they end with the test, unless who asks disposes of them
 */
export function rulesOnOneStore() {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  const ownRules = join(dir, 'rules', 'trivet.yml');
  let store: Store;
  let startMs = START_MS;
  beforeAll(async () => {
    store = await Store.open(dir, false, pino({ level: 'silent' }));
  });
  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const open = async (text: string | null, options: RunOptions = {}): Promise<RunningRules> => {
    if (text === null) rmSync(ownRules, { force: true });
    else writeRules(ownRules, text);
    const running = new RunningRules(dir, store, { ...options, startMs });
    startMs += APART_MS;
    await running.rules.reload();
    return running;
  };
  const run = async (text: string | null, options: RunOptions = {}): Promise<RunningRules> => {
    const running = await open(text, options);
    onTestFinished(() => running.dispose());
    return running;
  };
  return { open, run };
}

export function writeRules(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
