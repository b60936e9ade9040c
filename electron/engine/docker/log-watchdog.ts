import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { MultiplexedDecoder, TtyDecoder } from '../formats/docker-frames.ts';
import type { LineSink } from '../formats/line-sink.ts';
import type { ReadPosition } from '../logs/read-position.ts';
import { requestLogs } from './log-request.ts';

export interface WatchedStream {
  docker: Dockerode;
  id: string;
  tty: boolean;
  stream: Readable;
  position(): ReadPosition | null;
  everyMs?: number | undefined;
  signal: AbortSignal;
  onHang(): void;
}

const EVERY_MS = 30_000;
const SELDOM_MS = 300_000;
/** A line that the daemon has just been given needs this long to come through; it may be held back for half a second. */
const GRACE_MS = 3_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * A follow can hang for good after the daemon's file was truncated (moby 45728), and silence alone does not tell
 * it from a quiet container. So a silent stream is compared with the last line that the daemon gives when asked
 * afresh; the longer the silence, the less often.
 */
export function watchLogStream(watched: WatchedStream): Disposable {
  const first = watched.everyMs ?? EVERY_MS;
  let bytes = 0;
  let pause = first;
  let timer: NodeJS.Timeout;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
  };
  watched.stream.on('data', count);
  const look = async () => {
    pause = Math.min(pause * 2, Math.max(SELDOM_MS, first));
    const last = watched.stream.isPaused() ? null : await lastLineTime(watched);
    if (last && isLater(last, watched.position())) await sleep(GRACE_MS);
    if (watched.signal.aborted) return;
    if (last && isLater(last, watched.position())) watched.onHang();
    else schedule(bytes);
  };
  const schedule = (seen: number) => {
    timer = setTimeout(() => {
      if (bytes === seen) void look();
      else {
        pause = first;
        schedule(bytes);
      }
    }, pause);
  };
  schedule(bytes);
  return disposable(() => {
    clearTimeout(timer);
    watched.stream.off('data', count);
  });
}

interface Time {
  seconds: number;
  nanos: number;
}

/** Of the daemon's last line; null where it has none, or does not answer now. */
async function lastLineTime({ docker, id, tty, signal }: WatchedStream): Promise<Time | null> {
  let last: Time | null = null;
  const sink: LineSink = {
    line(seconds, nanos) {
      if (seconds >= 0) last = { seconds, nanos };
    },
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const stream = await requestLogs(docker, id, { follow: false, since: null, tail: 1 }, within);
    const decoder = tty ? new TtyDecoder(sink) : new MultiplexedDecoder(sink);
    for await (const chunk of stream) decoder.push(chunk as Buffer);
    decoder.end(true);
  } catch {
    // The connection's own watch deals with a daemon that does not answer.
    return null;
  }
  return last;
}

function isLater({ seconds, nanos }: Time, read: ReadPosition | null): boolean {
  if (!read) return true;
  const [readSeconds = 0, readNanos = 0] = read.latest.split('.').map(Number);
  return seconds > readSeconds || (seconds === readSeconds && nanos > readNanos);
}
