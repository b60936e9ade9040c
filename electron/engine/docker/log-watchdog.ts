import type { Readable } from 'node:stream';
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
/** A line that the daemon has just been given needs this long to come through. */
const GRACE_MS = 2_000;
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
    const before = bytes;
    pause = Math.min(pause * 2, Math.max(SELDOM_MS, first));
    const missed = !watched.stream.isPaused() && (await hasLaterLine(watched));
    if (missed) await new Promise((resolve) => setTimeout(resolve, Math.min(GRACE_MS, first)));
    if (watched.signal.aborted) return;
    if (missed && bytes === before) watched.onHang();
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

/** Whether the daemon's last line is later than what was read. Unsure (busy, gone) is no. */
async function hasLaterLine({ docker, id, tty, position, signal }: WatchedStream): Promise<boolean> {
  const last = { seconds: -1, nanos: 0 };
  const sink: LineSink = {
    line(seconds, nanos) {
      if (seconds > last.seconds || (seconds === last.seconds && nanos > last.nanos)) {
        last.seconds = seconds;
        last.nanos = nanos;
      }
    },
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const stream = await requestLogs(docker, id, { follow: false, since: null, tail: 1 }, within);
    const decoder = tty ? new TtyDecoder(sink) : new MultiplexedDecoder(sink);
    for await (const chunk of stream) decoder.push(chunk as Buffer);
    decoder.end(true);
  } catch {
    // The daemon does not answer now: the connection's own watch deals with that.
    return false;
  }
  const read = position();
  if (last.seconds < 0) return false;
  if (!read) return true;
  const [seconds = 0, nanos = 0] = read.latest.split('.').map(Number);
  return last.seconds > seconds || (last.seconds === seconds && last.nanos > nanos);
}
