import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { jaegerFile } from './jaeger-file.ts';
import { openOnce } from './open-once.ts';

const SPANS = 100_000;
/** About 760 MB. */
const LARGE_SPANS = 1_000_000;
const MOST_MIB = 1536;
const MOST_TIMES_THE_FILE = 4;

const write = (path: string, spans: number) =>
  pipeline(Readable.from(jaegerFile(spans)), createWriteStream(path));

function parse(path: string): number {
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  JSON.parse(text);
  return performance.now() - start;
}

async function speed(path: string): Promise<BenchRow> {
  await write(path, SPANS);
  const { open, bare } = await medians({ open: () => openOnce(path), bare: () => parse(path) }, 3);
  return {
    what: 'Jaeger file of 100,000 spans to its last commit',
    figure: open,
    unit: 'ms',
    baseline: { what: 'JSON.parse of the same text', figure: bare },
    aim: { of: 'ratio', atMost: 2.5 },
  };
}

/** MiB; the highest resident memory of a process of its own that opens the file. */
async function peakMiB(path: string): Promise<number> {
  const script = join(import.meta.dirname, 'open-once.ts');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += bytes;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the process that opens the file ended with ${code}`);
  return Number(text) / 1024;
}

async function memory(path: string): Promise<BenchRow> {
  await write(path, LARGE_SPANS);
  const fileMiB = statSync(path).size / 2 ** 20;
  return {
    what: 'peak memory of opening a Jaeger file of 1,000,000 spans',
    figure: await peakMiB(path),
    unit: 'MiB',
    baseline: { what: 'the file', figure: fileMiB },
    aim: { of: 'figure', atMost: Math.min(MOST_MIB, MOST_TIMES_THE_FILE * fileMiB) },
  };
}

export const bench: Bench = {
  name: 'open-file',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    try {
      const rows = [await speed(join(dir, 'traces.json'))];
      if (process.platform === 'linux') rows.push(await memory(join(dir, 'large.json')));
      return rows;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
