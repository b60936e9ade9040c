import { type LogStreamDecoder, MultiplexedDecoder, TtyDecoder } from '../formats/docker-frames.ts';
import { type LineSink, type LineSource, lineFlag, lineSource } from '../formats/line-sink.ts';
import { PlainLines } from '../formats/plain-lines.ts';
import type { LineBatch } from '../storage/logs/line-batch.ts';
import type { DoorTools } from './door-settings.ts';
import { type IntakeOptions, LineIntake, type MadeBlock } from './line-intake.ts';
import { OffsetProgress, PositionProgress } from './raw-progress.ts';
import { lineHash, PositionTracker, type ReadPosition, ResumeFilter } from './read-position.ts';

/** A block of a source that is read, with the place that it brings the reader to. */
export interface ReadBlock extends MadeBlock {
  /** Of a daemon's log. */
  position: ReadPosition | null;
  /** Of plain text: bytes from the first one on up to the end of the last line. */
  consumed: number;
  /** A gap was found in front of some line of it. */
  gap: boolean;
}

/** What the bytes are, and up to where they were read before. */
export type LineEncoding =
  | { kind: 'docker'; tty: boolean; position: ReadPosition | null }
  | { kind: 'plain' };

export interface LineStreamOptions extends Omit<IntakeOptions, 'progress' | 'onBlock'> {
  encoding: LineEncoding;
  /** Called with every full batch before it is emptied. */
  onBatch(batch: LineBatch, read: ReadBlock): void;
}

/** One source's log from bytes to blocks. Pure but for the clock, which times what bears no time. */
export interface LineStream {
  /** Lines that wait for more before they become a block. */
  readonly pending: number;
  /** @throws FrameError */
  push(bytes: Uint8Array): void;
  /** Makes a block of what there is; of a record that may go on only after two of them. */
  flush(): void;
  /** @param clean what the last bytes say is whole */
  end(clean: boolean): void;
  configure(tools: DoorTools): void;
}

export const lineStream = (options: LineStreamOptions): LineStream =>
  options.encoding.kind === 'docker' ? new DockerStream(options, options.encoding) : new PlainStream(options);

class DockerStream implements LineStream, LineSink {
  readonly #decoder: LogStreamDecoder;
  readonly #intake: LineIntake;
  #resume: ResumeFilter | null;
  #gap = false;

  constructor(options: LineStreamOptions, { tty, position }: Extract<LineEncoding, { kind: 'docker' }>) {
    this.#decoder = tty ? new TtyDecoder(this) : new MultiplexedDecoder(this);
    this.#resume = position ? new ResumeFilter(position) : null;
    const tracker = new PositionTracker(position);
    const progress = new PositionProgress(tracker);
    this.#intake = new LineIntake({
      ...options,
      progress,
      onBlock: (batch, made) => {
        options.onBatch(batch, { ...made, position: progress.position, consumed: 0, gap: this.#gap });
        this.#gap = false;
      },
    });
    // The daemon's own messages bear no time: they belong behind the line that came last.
    if (position) this.#intake.startAt(tracker.latest.seconds, tracker.latest.nanos);
  }

  get pending(): number {
    return this.#intake.pending;
  }

  push(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
  }

  flush(): void {
    this.#intake.flush(false);
  }

  end(clean: boolean): void {
    this.#decoder.end(clean);
    this.#intake.flush(clean);
  }

  configure(tools: DoorTools): void {
    this.#intake.configure(tools);
  }

  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (seconds < 0) {
      this.#intake.line(-1, 0, source, flags, bytes, start, end, false);
      return;
    }
    if (this.#resume) {
      const verdict = this.#resume.judge(seconds, nanos, () => lineHash(source, bytes, start, end));
      if (verdict === 'known') return;
      this.#resume = null;
      if (verdict === 'new after a gap') this.#noteGap(seconds, nanos);
    }
    this.#intake.line(seconds, nanos, source, flags, bytes, start, end);
  }

  #noteGap(seconds: number, nanos: number): void {
    this.#gap = true;
    const text = Buffer.from(GAP_TEXT);
    this.#intake.line(seconds, nanos, lineSource.system, lineFlag.gap, text, 0, text.length, false);
  }
}

const GAP_TEXT =
  'Lines may be missing here: the daemon no longer had the last line that was read (its log was rotated or truncated).';

class PlainStream implements LineStream {
  readonly #lines: PlainLines;
  readonly #intake: LineIntake;

  constructor(options: LineStreamOptions) {
    const progress = new OffsetProgress();
    const intake = new LineIntake({
      ...options,
      progress,
      onBlock: (batch, made) =>
        options.onBatch(batch, { ...made, position: null, consumed: progress.consumed, gap: false }),
    });
    const lines = new PlainLines({
      line(seconds, nanos, source, flags, bytes, start, end) {
        progress.lineEnd = lines.lineEnd;
        intake.line(seconds, nanos, source, flags, bytes, start, end);
      },
    });
    this.#intake = intake;
    this.#lines = lines;
  }

  get pending(): number {
    return this.#intake.pending;
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  flush(): void {
    this.#intake.flush(false);
  }

  end(clean: boolean): void {
    this.#lines.end(clean);
    this.#intake.flush(true);
  }

  configure(tools: DoorTools): void {
    this.#intake.configure(tools);
  }
}
