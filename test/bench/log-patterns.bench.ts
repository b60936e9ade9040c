import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { LogFacts } from '../../electron/engine/formats/log-facts.ts';
import { PatternTree } from '../../electron/engine/logs/patterns/pattern-tree.ts';
import { encodeBlock } from '../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../electron/engine/storage/logs/line-batch.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { corpusFile, hasCorpus } from '../corpus.ts';
import { groupFile, groupingAccuracy } from './grouping.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';
import { logFile } from './log-files.ts';
import { groupedFiles } from './log-groups.ts';

const FIRST_SECOND = 1_778_750_813;
const LINES_A_SECOND = 1000;
const MOST_LINES = 1_000_000;
const HDFS_HEADER = 40;

/** Grouping accuracy of every file with one set of parameters, beside grouping by the text without its digits. */
function accuracyRows(): BenchRow[] {
  const scores = groupedFiles.map((file) => {
    const { truth, found, plain } = groupFile(file);
    return {
      ...{ file, figure: groupingAccuracy(truth, found) },
      baseline: {
        what: 'lines grouped by their text without digits',
        figure: groupingAccuracy(truth, plain),
      },
    };
  });
  const rows = scores.map(
    ({ file, figure, baseline }): BenchRow => ({
      ...{ what: `grouping accuracy, ${file.name}`, figure, unit: 'of 1', baseline, aim: null },
    }),
  );
  const benchmark = scores.filter(({ file }) => file.isBenchmark);
  const mean = (of: (score: (typeof scores)[number]) => number) =>
    benchmark.reduce((sum, score) => sum + of(score), 0) / benchmark.length;
  rows.push({
    what: `grouping accuracy, mean of the ${benchmark.length} loghub files`,
    figure: mean(({ figure }) => figure),
    unit: 'of 1',
    baseline: {
      what: 'lines grouped by their text without digits',
      figure: mean(({ baseline }) => baseline.figure),
    },
    aim: { of: 'figure', atLeast: 0.85 },
  });
  return rows;
}

/** What a line costs whose template is known, and one whose words were never seen. */
async function speedRows(): Promise<BenchRow[]> {
  const known = readFileSync(corpusFile('logs/loghub/HDFS_2k.log'), 'utf8')
    .split('\r\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line.slice(HDFS_HEADER)));
  const fresh = known.map((_, i) =>
    Buffer.from(`user ${nameOf(i)} has opened the file ${nameOf(i * 7)} for reading`),
  );
  const rounds = 50;
  const speeds = await medians({
    known: () => addAll(known, rounds, false),
    fresh: () => addAll(fresh, rounds, true),
    hashed: () => perSecond(known.length * rounds, () => hashAll(known, rounds)),
  });
  const baseline = { what: 'a hash over the same bytes', figure: speeds.hashed };
  return [
    {
      ...{ what: 'lines grouped whose template is known', figure: speeds.known, unit: 'lines/s', baseline },
      aim: { of: 'figure', atLeast: 1_000_000 },
    },
    {
      what: 'lines grouped whose words were never seen',
      ...{ figure: speeds.fresh, unit: 'lines/s', baseline, aim: null },
    },
  ];
}

const nameOf = (i: number): string =>
  [...String(i * 7919)].map((digit) => 'bcdfghklmn'[Number(digit)]).join('');

/** @param forgetting every round begins with a tree that knows nothing */
function addAll(lines: readonly Buffer[], rounds: number, forgetting: boolean): Promise<number> {
  let id = 0;
  let tree = new PatternTree({ nextId: () => ++id });
  return perSecond(lines.length * rounds, () => {
    for (let round = 0; round < rounds; round++) {
      if (forgetting) tree = new PatternTree({ nextId: () => ++id });
      for (const line of lines) tree.add(line, 0, line.length, 9, 0);
      tree.changes();
    }
  });
}

function hashAll(lines: readonly Buffer[], rounds: number): number {
  let hash = 0;
  for (let round = 0; round < rounds; round++) {
    for (const line of lines) {
      for (let i = 0; i < line.length; i++) hash = Math.imul(hash ^ (line[i] as number), 0x01000193);
    }
  }
  return hash;
}

/** The lines as they would lie in the store after the door; answers how many templates they have. */
async function fill(store: Store, lines: readonly Buffer[]): Promise<number> {
  const stream = { entity: 'name:bench', containerId: 'bench', container: 'bench' };
  const batch = new LineBatch();
  const facts = new LogFacts();
  let id = 0;
  const tree = new PatternTree({ nextId: () => ++id });
  const flush = async () => {
    const blocks = [encodeBlock(batch)];
    await store.write('logs.append', { stream, blocks, cursor: null, patterns: tree.changes() });
    batch.clear();
  };
  for (const [i, line] of lines.entries()) {
    facts.read(line, 0, line.length);
    const { format, severity, messageStart, messageEnd } = facts;
    const seconds = FIRST_SECOND + Math.floor(i / LINES_A_SECOND);
    const pattern = tree.add(line, messageStart, messageEnd, severity, seconds * 1000, 0, line.length);
    const nanos = (i % LINES_A_SECOND) * 1_000_000;
    batch.add({ seconds, nanos, source: 1, flags: 0, severity, format, pattern }, line, 0, line.length);
    if (batch.full) await flush();
  }
  if (batch.count > 0) await flush();
  return tree.size;
}

async function queryRows(): Promise<BenchRow[]> {
  const { path } = await logFile('json', MOST_LINES);
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line));
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    const templates = await fill(store, lines);
    const end = BigInt(FIRST_SECOND + Math.ceil(lines.length / LINES_A_SECOND)) * 1_000_000_000n;
    const range = { start: BigInt(FIRST_SECOND) * 1_000_000_000n, end, buckets: 60, limit: 200 };
    const ask = async (query: string) => {
      const from = performance.now();
      const found = await store.read('logs.patterns', { ...range, query });
      if (
        query === '' &&
        (found.total !== lines.length || found.patterns.length !== Math.min(templates, 200))
      )
        throw new Error(`${found.patterns.length} templates of ${found.total} lines`);
      return performance.now() - from;
    };
    const volume = async () => {
      const from = performance.now();
      await store.read('logs.volume', { ...range, query: '' });
      return performance.now() - from;
    };
    const times = await medians({ all: () => ask(''), failed: () => ask('level>=warn'), volume }, 3);
    const baseline = { what: 'their volume by level', figure: times.volume };
    return [
      {
        what: `patterns of ${lines.length.toLocaleString('en-US')} lines (${templates} templates) with trends`,
        ...{ figure: times.all, unit: 'ms', baseline },
        aim: { of: 'figure', atMost: 300 },
      },
      {
        what: 'patterns of the same, level>=warn',
        ...{ figure: times.failed, unit: 'ms', baseline },
        aim: { of: 'figure', atMost: 300 },
      },
    ];
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'log-patterns',
  skip: () => (hasCorpus ? null : 'the corpus is absent'),
  run: async () => [...accuracyRows(), ...(await speedRows()), ...(await queryRows())],
};
