import type { Counters } from '../../electron/engine/counters.ts';
import { StatsLines } from '../../electron/engine/docker/stats-lines.ts';
import { StatsRun } from '../../electron/engine/docker/stats-run.ts';
import { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import { hasCorpus, readCorpus } from '../corpus.ts';
import { summaryOf } from '../engine/docker/fake-source.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';

const CONTAINERS = 50;
const REPEATS = 40;

const RECORDED_HOUR = '2025-06-01T08';

/** The recorded bodies again and again, an hour later each time, so that each is a new reading. */
function recorded(): Buffer[] {
  const bodies = ['v1', 'v2'].flatMap((version) =>
    readCorpus(`docker-api/generated-stats-stream-${version}.ndjson`).toString().trim().split('\n'),
  );
  return Array.from({ length: REPEATS }, (_, repeat) => {
    const hour = new Date(Date.parse(`${RECORDED_HOUR}:00:00Z`) + repeat * 3_600_000)
      .toISOString()
      .slice(0, 13);
    return bodies.map((body) => Buffer.from(`${body.replaceAll(RECORDED_HOUR, hour)}\n`));
  }).flat();
}

/** From the bytes of the stream to the newest figures and to samples waiting for the writer. */
function pipeline(chunks: readonly Buffer[]): void {
  const counters = { received: () => undefined, dropped: () => undefined } as unknown as Counters;
  const store = { write: () => Promise.reject(new Error('not asked here')), setAside: new Emitter<string>() };
  const appender = new MetricAppender({ store, counters, logger: null as never, flushEveryMs: 2 ** 30 });
  const { signal } = new AbortController();
  const container = { inspect: async () => ({}), top: async () => ({}) } as never;
  const runs = Array.from({ length: CONTAINERS }, (_, i) => ({
    lines: new StatsLines(),
    run: new StatsRun(summaryOf(`container-${i}`), container, appender),
  }));
  for (const [i, chunk] of chunks.entries()) {
    const one = runs[i % CONTAINERS]!;
    for (const json of one.lines.push(chunk)) one.run.take(json, signal);
  }
  appender.dispose();
}

async function run(): Promise<BenchRow[]> {
  const chunks = recorded();
  const { ours, parsing } = await medians({
    ours: () => perSecond(chunks.length, () => pipeline(chunks)),
    parsing: () => perSecond(chunks.length, () => chunks.map((chunk) => JSON.parse(chunk.toString()))),
  });
  return [
    {
      what: `stats bodies of ${CONTAINERS} containers, from bytes to figures and samples`,
      figure: ours,
      unit: 'bodies/s',
      baseline: { what: 'JSON.parse of the same bytes', figure: parsing },
      // Fifty bodies a second are one percent of a core then.
      aim: { of: 'figure', atLeast: 5_000 },
    },
  ];
}

export const bench: Bench = { name: 'stats', skip: () => (hasCorpus ? null : 'no corpus'), run };
