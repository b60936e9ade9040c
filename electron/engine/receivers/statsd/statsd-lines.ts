import type { Socket } from 'node:net';
import type { DecodeLimits } from '../../formats/limits.ts';
import { type StatsdBatch, StatsdCollector } from '../../formats/statsd/statsd-batch.ts';

const MOST_LINE_BYTES = 64 * 1024;
/** Clients keep a connection for as long as they live and send at least with every flush of theirs. */
const IDLE_MS = 10 * 60_000;
/** Who connects wants to send. */
const FIRST_LINE_WITHIN_MS = 60_000;
const NEWLINE = 0x0a;

export interface LinesOptions {
  limits(): DecodeLimits;
  /** Settles when there is room for more: until then nothing is read. */
  take(batch: StatsdBatch): Promise<void>;
  idleMs?: number;
}

/** Reads lines off a connection until it ends. A line without end is thrown away and counted, and the next is read. */
export function readStatsdLines(socket: Socket, { limits, take, idleMs = IDLE_MS }: LinesOptions): void {
  let rest = Buffer.alloc(0);
  let skipping = false;
  socket.setTimeout(Math.min(idleMs, FIRST_LINE_WITHIN_MS), () => socket.destroy());
  // A client that went away in the middle: what was whole is counted.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    socket.setTimeout(idleMs);
    const collector = new StatsdCollector(limits());
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) keep(chunk, collector);
    else {
      collector.add(skipping ? afterFirstLine(chunk, last) : Buffer.concat([rest, chunk.subarray(0, last)]));
      skipping = false;
      rest = Buffer.alloc(0);
      keep(chunk.subarray(last + 1), collector);
    }
    socket.pause();
    void take(collector.finish()).finally(() => socket.resume());
  });
  socket.on('end', () => {
    const collector = new StatsdCollector(limits());
    if (!skipping) collector.add(rest);
    rest = Buffer.alloc(0);
    void take(collector.finish());
  });

  function keep(bytes: Buffer, collector: StatsdCollector): void {
    if (skipping) return;
    if (rest.length + bytes.length <= MOST_LINE_BYTES) rest = Buffer.concat([rest, bytes]);
    else {
      collector.tooLong();
      rest = Buffer.alloc(0);
      skipping = true;
    }
  }
}

function afterFirstLine(chunk: Buffer, last: number): Buffer {
  const first = chunk.indexOf(NEWLINE);
  return first === last ? Buffer.alloc(0) : chunk.subarray(first + 1, last);
}
