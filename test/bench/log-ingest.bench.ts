import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import pino from 'pino';
import { packBlocks } from '../../electron/engine/logs/block-merger.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { logIngest, logSettings } from '../engine/log-ingest.ts';
import { type Bench, type BenchRow, median, perSecond } from './harness.ts';
import { framed, type LogFile, logFile } from './log-files.ts';

const ROUNDS = 3;

interface Ingested {
  linesPerSecond: number;
  /** Of all that the store's file holds more than an empty one: blocks, filters, facts, indexes, templates. */
  bytes: number;
  /** The same after the upkeep that runs when there is nothing else to do. */
  bytesKept: number;
}

/** Frames of a daemon to committed records, all but the socket's part: bytes in, transactions out. */
async function ingest(file: LogFile, chunks: Buffer[], logs: object, upkeep: boolean): Promise<Ingested> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  const way = logIngest(store, { settings: logSettings(logs) });
  try {
    const empty = usedBytes(dir);
    const linesPerSecond = await perSecond(file.lines, async () => {
      const feed = way.open({
        stream: () => ({ entity: 'name:bench', containerId: 'bench', container: 'bench' }),
        encoding: { kind: 'docker', tty: false, position: null },
        receiver: 'docker',
        cursor: null,
        cursorAt: ({ position }) => JSON.stringify(position),
      });
      for (const chunk of chunks) {
        if (!feed.push(chunk)) await new Promise<void>((resolve) => (feed.onDrain = resolve));
      }
      await feed.end(true);
    });
    const usage = await store.read('storage.usage', {});
    const stored = usage.find(({ signal }) => signal === 'logs')?.items;
    if (stored !== file.lines) throw new Error(`${stored} records are stored instead of ${file.lines}`);
    const bytes = usedBytes(dir) - empty;
    if (upkeep) await packBlocks(store, Number.POSITIVE_INFINITY);
    return { linesPerSecond, bytes, bytesKept: usedBytes(dir) - empty };
  } finally {
    way.dispose();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Pages of the telemetry file that hold something, the write-ahead log's included. */
function usedBytes(dir: string): number {
  const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  const bytes = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  db.close();
  return bytes;
}

/** The least that reading fields of such lines costs, where each is parsed as JSON. */
function parseLines(file: LogFile): number {
  const text = readFileSync(file.path, 'utf8');
  let fields = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    fields += Object.keys(JSON.parse(text.slice(start, end)) as object).length;
    start = end + 1;
  }
  return fields;
}

/** The whole file in one zstd frame. */
const zstdBytes = (file: LogFile, level: number): number =>
  zstdCompressSync(readFileSync(file.path), { params: { [constants.ZSTD_c_compressionLevel]: level } })
    .length;

async function chunksOf(file: LogFile): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of framed(file)) chunks.push(chunk);
  return chunks;
}

async function speeds(file: LogFile, chunks: Buffer[], logs: object): Promise<Ingested> {
  const rounds: Ingested[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await ingest(file, chunks, logs, i === 0));
  const linesPerSecond = median(rounds.map((round) => round.linesPerSecond));
  return { ...(rounds[0] as Ingested), linesPerSecond };
}

function sizeRows(what: string, file: LogFile, { bytes, bytesKept }: Ingested): BenchRow[] {
  const zstd = { what: 'zstd of the whole file, level 3', figure: zstdBytes(file, 3) / file.bytes };
  const unit = 'of the raw bytes';
  return [
    {
      what: `${what}: stored bytes, all told`,
      figure: bytesKept / file.bytes,
      unit,
      baseline: zstd,
      aim: { of: 'figure', atMost: 0.15 },
    },
    {
      what: `${what}: stored bytes before any upkeep`,
      figure: bytes / file.bytes,
      unit,
      baseline: zstd,
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'log-ingest',
  async run() {
    const json = await logFile('json');
    const nginx = await logFile('nginx');
    const jsonChunks = await chunksOf(json);
    const plain = await speeds(json, jsonChunks, {});
    const redacted = await ingest(json, jsonChunks, { redaction: { storage: true } }, false);
    const parsed = await perSecond(json.lines, () => parseLines(json));
    const access = await speeds(nginx, await chunksOf(nginx), {});
    const baseline = { what: 'JSON.parse of every line, nothing else', figure: parsed };
    const unit = 'lines/s';
    return [
      {
        what: 'JSON lines from Docker frames to committed: fields, levels, patterns, filters',
        figure: plain.linesPerSecond,
        unit,
        baseline,
        aim: { of: 'figure', atLeast: 200_000 },
      },
      {
        what: 'the same with redaction of what is stored',
        figure: redacted.linesPerSecond,
        unit,
        baseline,
        aim: null,
      },
      { what: 'nginx lines, the same way', figure: access.linesPerSecond, unit, baseline, aim: null },
      ...sizeRows('a million JSON lines', json, plain),
      ...sizeRows('a million nginx lines', nginx, access),
    ];
  },
};
