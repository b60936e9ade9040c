import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { systemClock } from '../../electron/engine/clock.ts';
import { Counters } from '../../electron/engine/counters.ts';
import { LiveTail } from '../../electron/engine/logs/live-tail.ts';
import { LogIngest } from '../../electron/engine/logs/log-ingest.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { framedChunks, logLines } from './log-lines.ts';

const LINES = 300_000;

/** Frames of a daemon to committed lines, over the socket's part: bytes in, transactions out. */
async function ingest(chunks: Buffer[]): Promise<{ bytes: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  const counters = new Counters(systemClock);
  const logger = pino({ level: 'silent' });
  const logIngest = new LogIngest({ store, counters, tail: new LiveTail(), logger });
  try {
    const feed = logIngest.open({
      stream: () => ({ entity: 'name:bench', containerId: 'bench', container: 'bench' }),
      tty: false,
      position: null,
      cursor: null,
      cursorAt: (position) => JSON.stringify(position),
    });
    for (const chunk of chunks) {
      if (!feed.push(chunk)) await new Promise<void>((resolve) => (feed.onDrain = resolve));
    }
    await feed.end(true);
    const usage = await store.read('storage.usage', {});
    return { bytes: usage.find(({ signal }) => signal === 'logs')?.bytes ?? 0 };
  } finally {
    logIngest.dispose();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What any reader of the stream must do: find every frame. */
function scanFrames(chunks: Buffer[]): number {
  let frames = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (at + 8 <= bytes.length) {
      const end = at + 8 + bytes.readUInt32BE(at + 4);
      if (end > bytes.length) break;
      frames++;
      at = end;
    }
    rest = bytes.subarray(at);
  }
  return frames;
}

export const bench: Bench = {
  name: 'log-ingest',
  async run() {
    const lines = logLines(LINES);
    const chunks = framedChunks(lines);
    let bytes = 0;
    const { committed, scanned } = await medians(
      {
        committed: () =>
          perSecond(LINES, async () => {
            bytes = (await ingest(chunks)).bytes;
          }),
        scanned: () => perSecond(LINES, () => scanFrames(chunks)),
      },
      3,
    );
    const gzip = gzipSync(lines.join('\n')).length;
    return [
      {
        what: 'lines from Docker frames to committed',
        figure: committed,
        unit: 'lines/s',
        baseline: { what: 'bare scan of the frames', figure: scanned },
        aim: { of: 'figure', atLeast: 200_000 },
      },
      {
        what: 'stored bytes a line',
        figure: bytes / LINES,
        unit: 'bytes',
        baseline: { what: 'gzip of the same text', figure: gzip / LINES },
        aim: { of: 'ratio', atMost: 1.5 },
      },
    ];
  },
};
