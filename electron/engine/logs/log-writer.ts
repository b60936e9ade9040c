import type { Disposable } from '../../../shared/util/disposable.ts';
import type { FileLogRecord } from '../formats/log-file/log-file-reader.ts';
import type { LogFeed } from './log-feed.ts';
import type { LogIngest } from './log-ingest.ts';
import type { IncomingLogRecord, LogOrigin } from './log-sink.ts';

export interface LogWriterOptions {
  ingest: Pick<LogIngest, 'open' | 'openFile' | 'commit'>;
  /** What counts are kept under. */
  receiver: string;
  origin: LogOrigin;
  /** Lines or records that were committed, so many more. */
  onStored?(count: number): void;
}

type Framing = 'plain' | 'docker';

/**
 * Writes the content of one log, in whichever shape it comes, through the door to the store. One call at a time; each
 * resolves when there is room for more.
 */
export class LogWriter implements Disposable {
  readonly #options: LogWriterOptions;
  #feed: LogFeed | null = null;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** UTF-8 lines, cut anywhere. @throws what ended the feed */
  text(bytes: Uint8Array): Promise<void> {
    return this.#push('plain', bytes);
  }

  /** Frames of Docker's log API, cut anywhere. @throws what ended the feed */
  frames(bytes: Uint8Array): Promise<void> {
    return this.#push('docker', bytes);
  }

  /** Resolves after the commit. @throws TrivetError */
  async records(records: readonly FileLogRecord[]): Promise<void> {
    const { ingest, receiver, origin, onStored } = this.#options;
    const byService = Map.groupBy(records, ({ service }) => service);
    const groups = [...byService].map(([service, its]) => ({
      origin: { ...origin, service: origin.service || service },
      records: its.map(incoming),
    }));
    const { stored } = await ingest.commit(receiver, groups);
    onStored?.(stored);
  }

  /** Resolves when everything is committed; a last line without its end is a line. */
  async end(): Promise<void> {
    await this.#feed?.end(true);
  }

  dispose(): void {
    this.#feed?.dispose();
  }

  async #push(framing: Framing, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#feed ??= this.#open(framing);
    const feed = this.#feed;
    if (feed.push(bytes)) return;
    const drained = new Promise<void>((resolve) => {
      feed.onDrain = resolve;
    });
    await Promise.race([drained, feed.ended]);
  }

  #open(framing: Framing): LogFeed {
    const { ingest, receiver, origin, onStored } = this.#options;
    const options = {
      stream: () => origin,
      receiver,
      cursor: null,
      cursorAt: () => null,
      onCommitted: ({ lines }: { lines: number }) => onStored?.(lines),
    };
    if (framing === 'plain') return ingest.openFile(options);
    return ingest.open({ ...options, encoding: { kind: 'docker', tty: false, position: null } });
  }
}

const incoming = ({ service: _named, ...record }: FileLogRecord): IncomingLogRecord => ({
  traceId: '',
  spanId: '',
  ...record,
});
