import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Logger } from 'pino';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { lineFlag, lineSource } from '../formats/line-sink.ts';
import type { LogFeed } from '../logs/log-feed.ts';
import type { LogIngest } from '../logs/log-ingest.ts';
import { sinceParameter } from '../logs/read-position.ts';
import { encodeBlock } from '../storage/logs/block.ts';
import { LineBatch } from '../storage/logs/line-batch.ts';
import type { Store } from '../storage/store.ts';
import { formatCursor, type LogCursor, parseCursor } from './log-cursor.ts';
import { isUnreadable, requestLogs, statusOf } from './log-request.ts';
import { watchLogStream } from './log-watchdog.ts';
import { Nudge } from './nudge.ts';

export interface FollowerOptions {
  store: Store;
  ingest: LogIngest;
  logger: Logger;
  /** Null while there is no connection. */
  docker(): Dockerode | null;
  /** As it is now, or as it was last. */
  summary(): ContainerSummary;
  /** Seconds since the epoch; what is older would be deleted at once and is not asked for. */
  oldest(): number;
  /** A gap was found; its line is stored already. */
  onGap(): void;
  /** The container is gone, and what came of its log is stored. */
  onFinished(): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  watchEveryMs?: number;
  /** Ends of many containers are read a few at a time. */
  turn<T>(work: () => Promise<T>): Promise<T>;
}

interface Inspected {
  running: boolean;
  tty: boolean;
  driver: string;
  finishedAt: string;
}

const BACK_OFF_MS = [250, 500, 1_000, 2_000, 5_000, 10_000];
/** A follow that ends sooner than this and brings nothing, though the container runs, is not begun again at once. */
const SHORT_MS = 1_000;
const FOREVER_MS = 2 ** 31 - 1;
/** A stream of a container that is gone ends by itself; one that does not is given up. */
const LAST_WORDS_MS = 10_000;

/**
 * Keeps one container's log read for as long as the daemon has the container: follows it while it runs, reads
 * what an ended run left, and goes on from the stored place after every break.
 */
export class LogFollower implements Disposable {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  readonly #changed = new Nudge();
  readonly #id: string;
  #leaving = false;
  /** Blocks of it since the start. */
  #committed = 0;

  constructor(id: string, options: FollowerOptions) {
    this.#id = id;
    this.#options = options;
    void this.#run();
  }

  /** The container's state or the connection is another than before. */
  poke(): void {
    this.#changed.poke();
  }

  /** The container is gone: what is on its way is still read, for it cannot be asked for again. */
  finish(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#changed.poke();
    setTimeout(() => this.dispose(), LAST_WORDS_MS).unref();
  }

  dispose(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    await this.#keepReading();
    this.#options.onFinished();
  }

  async #keepReading(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted && !this.#leaving; ) {
      const began = performance.now();
      const committed = this.#committed;
      try {
        const more = await this.#readOn();
        const idle = this.#committed === committed && performance.now() - began < SHORT_MS;
        failures = more && idle ? failures + 1 : 0;
        await this.#pause(more ? (failures === 0 ? 0 : backOff(failures)) : FOREVER_MS);
      } catch (error) {
        if (signal.aborted) return;
        failures = this.#committed === committed ? failures + 1 : 1;
        const { logger } = this.#options;
        logger.debug({ error, container: this.#id }, 'reading a log was interrupted');
        await this.#pause(backOff(failures));
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0 && !this.#leaving)
      await this.#changed.wait(ms, this.#options.wait, this.#stop.signal).catch(() => undefined);
  }

  /** Reads until there is nothing more, or the stream broke. Answers whether there may be more to read. */
  async #readOn(): Promise<boolean> {
    const docker = this.#options.docker();
    if (!docker) return false;
    const stored = await this.#options.store.write('logs.readCursor', { containerId: this.#id });
    const cursor = parseCursor(stored);
    const container = await this.#inspect(docker);
    if (!container || cursor.unreadable) return false;
    if (!container.running && cursor.readToEndOf === container.finishedAt) return false;
    if (container.running) await this.#read(docker, container, cursor, stored);
    else await this.#options.turn(() => this.#read(docker, container, cursor, stored));
    return container.running;
  }

  async #inspect(docker: Dockerode): Promise<Inspected | null> {
    try {
      const { State, Config, HostConfig } = await docker
        .getContainer(this.#id)
        .inspect({ abortSignal: this.#stop.signal });
      return {
        running: State.Running || State.Paused || State.Restarting,
        tty: Config.Tty,
        driver: HostConfig.LogConfig?.Type ?? '',
        finishedAt: State.FinishedAt,
      };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  async #read(
    docker: Dockerode,
    container: Inspected,
    cursor: LogCursor,
    stored: string | null,
  ): Promise<void> {
    const { position } = cursor;
    const since = position ? sinceParameter(position) : `${this.#options.oldest()}.000000000`;
    const ending = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, ending.signal]);
    let stream: Readable;
    try {
      stream = await requestLogs(docker, this.#id, { follow: container.running, since }, signal);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      await this.#noteUnreadable(container.driver, cursor, stored);
      return;
    }
    const feed = this.#openFeed(container, cursor, stored);
    const watch = container.running
      ? watchLogStream({
          docker,
          id: this.#id,
          tty: container.tty,
          stream,
          position: () => parseCursor(feed.cursor).position,
          everyMs: this.#options.watchEveryMs,
          signal,
          onHang: () => ending.abort(),
        })
      : null;
    try {
      const clean = await pump(stream, feed);
      await feed.end(clean);
      if (!clean) throw new Error('the log stream broke off');
      if (!container.running) await this.#noteEnd(container, feed.cursor);
    } finally {
      watch?.dispose();
      feed.dispose();
      stream.destroy();
    }
  }

  #openFeed({ tty }: Inspected, cursor: LogCursor, stored: string | null): LogFeed {
    const { ingest, summary, onGap } = this.#options;
    return ingest.open({
      stream: () => {
        const { entity, name, composeService } = summary();
        return { entity, container: name, containerId: this.#id, service: composeService ?? '' };
      },
      encoding: { kind: 'docker', tty, position: cursor.position },
      receiver: 'docker',
      cursor: stored,
      cursorAt: ({ position }) => formatCursor({ position, readToEndOf: null, unreadable: false }),
      onCommitted: ({ gap }) => {
        this.#committed++;
        if (gap) onGap();
      },
    });
  }

  async #noteEnd({ finishedAt }: Inspected, text: string | null): Promise<void> {
    const cursor = formatCursor({ ...parseCursor(text), readToEndOf: finishedAt });
    await this.#options.store.write('logs.saveCursor', { containerId: this.#id, cursor });
  }

  /** Said once, where the lines would be. */
  async #noteUnreadable(driver: string, cursor: LogCursor, stored: string | null): Promise<void> {
    const text = Buffer.from(
      `The logging driver "${driver}" of this container keeps no lines that can be read: nothing is collected.`,
    );
    const nowMs = Date.now();
    const batch = new LineBatch();
    const [seconds, nanos] = [Math.floor(nowMs / 1000), (nowMs % 1000) * 1_000_000];
    batch.line(seconds, nanos, lineSource.system, lineFlag.gap, text, 0, text.length);
    const { entity, name } = this.#options.summary();
    await this.#options.store.write('logs.append', {
      stream: { entity, container: name, containerId: this.#id },
      blocks: [encodeBlock(batch)],
      cursor: { from: stored, to: formatCursor({ ...cursor, unreadable: true }) },
    });
  }
}

const backOff = (failures: number) => BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 0;

/** Moves bytes until the stream ends, waiting where the feed is behind. Answers whether it ended as it should. */
async function pump(stream: Readable, feed: LogFeed): Promise<boolean> {
  let clean = false;
  stream.on('data', (chunk: Buffer) => {
    if (!feed.push(chunk)) stream.pause();
  });
  feed.onDrain = () => stream.resume();
  stream.once('end', () => {
    clean = true;
  });
  stream.on('error', () => {
    clean = false;
  });
  // A feed that fails ends the stream, which ends the pump.
  feed.ended.catch(() => stream.destroy());
  await once(stream, 'close').catch(() => undefined);
  const { complete } = stream as Readable & { complete?: boolean };
  return clean && complete !== false;
}
