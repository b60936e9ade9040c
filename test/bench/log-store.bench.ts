import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { LogGroup, LogOrigin } from '../../electron/engine/logs/log-sink.ts';
import { readVolume } from '../../electron/engine/logs/read-volume.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { logIngest } from '../engine/log-ingest.ts';
import type { Bench } from './harness.ts';
import { framed, type LogFile, logFile, RARE_ID } from './log-files.ts';

/** The JSON file, ten times over: as ten containers wrote it, one after the other. */
const COPIES = 10;
const COMMIT_EVERY_MS = 20;
const all = { start: 0n, end: 2n ** 62n, direction: 'backward' as const };

type Ingest = ReturnType<typeof logIngest>;

async function fill(ingest: Ingest, file: LogFile): Promise<void> {
  for (let copy = 0; copy < COPIES; copy++) {
    const feed = ingest.open({
      stream: () => ({ entity: `name:c${copy}`, containerId: `c${copy}`, container: `c${copy}` }),
      encoding: { kind: 'docker', tty: false, position: null },
      receiver: 'docker',
      cursor: null,
      cursorAt: ({ position }) => JSON.stringify(position),
    });
    for await (const chunk of framed(file)) {
      if (!feed.push(chunk)) await new Promise<void>((resolve) => (feed.onDrain = resolve));
    }
    await feed.end(true);
  }
}

/** Commits a few records again and again, as a service does that logs over a protocol; answers the delays in ms. */
async function commitUntil(ingest: Ingest, done: () => boolean): Promise<number[]> {
  const origin: LogOrigin = {
    source: 'otlp',
    entity: 'service:other',
    containerId: '',
    container: 'other',
    service: 'other',
    labels: [],
  };
  const delays: number[] = [];
  const commit = async () => {
    const records = Array.from({ length: 10 }, (_, i) => ({
      ...{ timeUnixNano: BigInt(Date.now()) * 1_000_000n, severityNumber: 9, attributes: [] },
      ...{ body: `request ${delays.length}.${i} completed`, traceId: '', spanId: '' },
    }));
    const group: LogGroup = { origin, records };
    const began = performance.now();
    await ingest.commit('otlp-http', [group]);
    delays.push(performance.now() - began);
  };
  const sent: Promise<void>[] = [];
  while (!done()) {
    sent.push(commit());
    await new Promise((resolve) => setTimeout(resolve, COMMIT_EVERY_MS));
  }
  await Promise.all(sent);
  return delays.sort((a, b) => a - b);
}

const at = (sorted: number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

export const bench: Bench = {
  name: 'log-store',
  async run() {
    const file = await logFile('json');
    const lines = file.lines * COPIES;
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await Store.open(dir, false, pino({ level: 'silent' }));
    const ingest = logIngest(store);
    try {
      await fill(ingest, file);
      const quiet = await commitUntil(ingest, after(2_000));
      const count = (query: string) => readVolume(store, { start: 0n, end: all.end, query, buckets: 1 });
      let reading = true;
      const delays = commitUntil(ingest, () => !reading);
      // Some lines of every block hold it, so that every block is read.
      const common = await timed(() => count('"payment failed"'));
      const full = await timed(() => count(RARE_ID));
      const first = await timed(() => store.read('logs.query', { ...all, query: RARE_ID, limit: 500 }));
      const newest = await timed(() => store.read('logs.query', { ...all, query: '', limit: 500 }));
      reading = false;
      const busy = await delays;
      const grep = await timed(async () =>
        Number(execFileSync('grep', ['-c', '-F', 'payment failed', file.path]).toString()),
      );
      if (common.value.total !== grep.value * COPIES) throw new Error(`counted ${common.value.total}`);
      if (full.value.total !== 3 * COPIES) throw new Error(`found ${full.value.total} of ${3 * COPIES}`);
      if (first.value.records.length !== 3 * COPIES) throw new Error('the first page is not whole');
      const baseline = { what: 'grep -c over the plain file, ten times', figure: grep.ms * COPIES };
      const unit = 'ms';
      return [
        {
          what: `${lines} lines: count of a text that every block holds`,
          ...{ figure: common.ms, unit, baseline, aim: { of: 'figure', atMost: 3_000 } },
        },
        {
          what: 'count of a rare text',
          ...{ figure: full.ms, unit, baseline, aim: { of: 'figure', atMost: 3_000 } },
        },
        {
          what: 'first page of a rare text',
          ...{ figure: first.ms, unit, baseline, aim: { of: 'figure', atMost: 200 } },
        },
        {
          what: 'first page of everything',
          ...{ figure: newest.ms, unit, baseline: null, aim: { of: 'figure', atMost: 200 } },
        },
        {
          what: 'commit of ten records meanwhile, p99',
          ...{ figure: at(busy, 0.99), unit, aim: { of: 'figure', atMost: 250 } },
          baseline: { what: 'the same while nothing is read', figure: at(quiet, 0.99) },
        },
      ];
    } finally {
      ingest.dispose();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

function after(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}
