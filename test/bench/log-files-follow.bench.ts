import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { FileSlots } from '../../electron/engine/logs/files/file-slots.ts';
import { FollowedFile } from '../../electron/engine/logs/files/followed-file.ts';
import type { LogIngest } from '../../electron/engine/logs/log-ingest.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { logIngest, logSettings } from '../engine/log-ingest.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { type LogFile, logFile } from './log-files.ts';

const ROUNDS = 3;
const logger = pino({ level: 'silent' });

/** Reads the whole file as a followed one is read, its place committed with its lines. */
async function follow(file: LogFile, store: Store, ingest: LogIngest): Promise<void> {
  const entity = `file:${file.path}`;
  const stream = { entity, containerId: '', container: 'bench', source: 'file' as const };
  const followed = new FollowedFile({
    path: file.path,
    readCursor: () => store.write('logs.readCursor', { containerId: entity }),
    openFeed: (cursor) =>
      ingest.openFile({ ...cursor, stream: () => stream, receiver: 'file', cursorKey: entity }),
    slots: new FileSlots(1),
    logger,
  });
  try {
    await followed.poke();
    await followed.rest();
  } finally {
    followed.dispose();
  }
}

async function followSpeed(file: LogFile): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, logger);
  const ingest = logIngest(store, { settings: logSettings() });
  try {
    const speed = await perSecond(file.lines, () => follow(file, store, ingest));
    const usage = await store.read('storage.usage', {});
    const stored = usage.find(({ signal }) => signal === 'logs')?.items;
    if (stored !== file.lines) throw new Error(`${stored} records are stored instead of ${file.lines}`);
    return speed;
  } finally {
    ingest.dispose();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Lines a second from a file to committed records, against what merely counts or copies them. */
export const bench: Bench = {
  name: 'log-files-follow',
  async run() {
    const file = await logFile('json');
    // Into a pipe: grep stops at the first find where its output goes nowhere.
    const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'pipe', 'ignore'] };
    const speeds = await medians(
      {
        follow: () => followSpeed(file),
        count: () => perSecond(file.lines, () => execFileSync('wc', ['-l', file.path], quietly)),
        search: () =>
          perSecond(file.lines, () => execFileSync('grep', ['-c', '"level":50', file.path], quietly)),
      },
      ROUNDS,
    );
    return [
      {
        what: 'lines of a JSON log from the file to committed',
        figure: speeds.follow,
        unit: 'lines/s',
        baseline: { what: 'wc -l of the file', figure: speeds.count },
        aim: { of: 'figure', atLeast: 150_000 },
      },
      {
        what: 'the same against a search',
        figure: speeds.follow,
        unit: 'lines/s',
        baseline: { what: 'grep -c over the file', figure: speeds.search },
        aim: null,
      },
    ];
  },
};
