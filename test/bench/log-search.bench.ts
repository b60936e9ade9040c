import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { lineSource } from '../../electron/engine/formats/line-sink.ts';
import { encodeBlock } from '../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../electron/engine/storage/logs/line-batch.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { logLines } from './log-lines.ts';

const LINES = 600_000;
const RARE = 'Needle in this line';
const everything = { start: 0n, end: 2n ** 62n, direction: 'backward' as const, limit: 500 };

async function fill(store: Store, lines: string[]): Promise<void> {
  const stream = { entity: 'name:bench', containerId: 'bench', container: 'bench' };
  const batch = new LineBatch();
  const flush = async () => {
    await store.write('logs.append', { stream, blocks: [encodeBlock(batch)], cursor: null });
    batch.clear();
  };
  for (const [i, line] of lines.entries()) {
    const bytes = Buffer.from(line);
    batch.line(
      1_778_750_813 + Math.floor(i / 1000),
      (i % 1000) * 1_000_000,
      lineSource.stdout,
      0,
      bytes,
      0,
      bytes.length,
    );
    if (batch.full) await flush();
  }
  if (batch.count > 0) await flush();
}

/** Pages until the end; answers how many were found. */
async function searchAll(store: Store, query: string): Promise<number> {
  let found = 0;
  let cursor: string | undefined;
  do {
    const page = await store.read('logs.query', { ...everything, query, cursor });
    found += page.records.length;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

export const bench: Bench = {
  name: 'log-search',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await Store.open(dir, false, pino({ level: 'silent' }));
    try {
      const lines = logLines(LINES);
      lines[LINES >> 1] = `WARN ${RARE}`;
      await fill(store, lines);
      const file = join(dir, 'lines.txt');
      writeFileSync(file, `${lines.join('\n')}\n`);
      const check = (found: number) => {
        if (found !== 1) throw new Error(`found ${found} lines instead of one`);
      };
      const grep = (...args: string[]) =>
        check(Number(execFileSync('grep', ['-c', ...args, file]).toString()));
      const speeds = await medians(
        {
          exact: () => perSecond(LINES, async () => check(await searchAll(store, RARE))),
          anyCase: () => perSecond(LINES, async () => check(await searchAll(store, RARE.toLowerCase()))),
          grep: () => perSecond(LINES, () => grep('-F', RARE)),
          grepAnyCase: () => perSecond(LINES, () => grep('-i', '-F', RARE)),
        },
        3,
      );
      const first = await medians(
        {
          page: async () =>
            1000 / (await perSecond(1, () => store.read('logs.query', { ...everything, query: '' }))),
        },
        3,
      );
      return [
        {
          what: 'lines searched, literally',
          figure: speeds.exact,
          unit: 'lines/s',
          baseline: { what: 'grep -c -F over the plain file', figure: speeds.grep },
          aim: { of: 'figure', atLeast: 2_000_000 },
        },
        {
          what: 'lines searched, in any case',
          figure: speeds.anyCase,
          unit: 'lines/s',
          baseline: { what: 'grep -c -i -F over the plain file', figure: speeds.grepAnyCase },
          aim: { of: 'figure', atLeast: 1_000_000 },
        },
        {
          what: 'first page of all lines',
          figure: first.page,
          unit: 'ms',
          baseline: null,
          aim: { of: 'figure', atMost: 300 },
        },
      ];
    } finally {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
