import { type LogStreamDecoder, MultiplexedDecoder, TtyDecoder } from '../formats/docker-frames.ts';
import { type LineSink, type LineSource, lineFlag, lineSource } from '../formats/line-sink.ts';
import { type EncodedBlock, encodeBlock } from '../storage/logs/block.ts';
import { LineBatch } from '../storage/logs/line-batch.ts';
import { lineHash, PositionTracker, type ReadPosition, ResumeFilter } from './read-position.ts';

/** A block on its way to the store, with the place that its lines bring the reader to. */
export interface ReadBlock {
  block: EncodedBlock;
  position: ReadPosition | null;
  /** Lines cut at the limit. */
  truncated: number;
  /** A gap was found in front of some line of it. */
  gap: boolean;
}

export interface LineStreamOptions {
  tty: boolean;
  position: ReadPosition | null;
  /** Called with every full batch before it is emptied. */
  onBatch(batch: LineBatch, read: ReadBlock): void;
  nowMs(): number;
}

/** One container's log from bytes to blocks. Pure but for the clock, which times the daemon's own messages. */
export class LineStream implements LineSink {
  readonly #options: LineStreamOptions;
  readonly #decoder: LogStreamDecoder;
  readonly #tracker: PositionTracker;
  readonly #batch = new LineBatch();
  #resume: ResumeFilter | null;
  #truncated = 0;
  #gap = false;

  constructor(options: LineStreamOptions) {
    this.#options = options;
    this.#decoder = options.tty ? new TtyDecoder(this) : new MultiplexedDecoder(this);
    this.#tracker = new PositionTracker(options.position);
    this.#resume = options.position ? new ResumeFilter(options.position) : null;
  }

  /** Lines that wait for more before they become a block. */
  get pending(): number {
    return this.#batch.count;
  }

  /** @throws FrameError */
  push(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
  }

  end(clean: boolean): void {
    this.#decoder.end(clean);
    this.flush();
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
      this.#add(...this.#timeOfMessage(), source, flags, bytes, start, end);
      return;
    }
    if (this.#resume) {
      const verdict = this.#resume.judge(seconds, nanos, () => lineHash(source, bytes, start, end));
      if (verdict === 'known') return;
      this.#resume = null;
      if (verdict === 'new after a gap') this.#noteGap(seconds, nanos);
    }
    this.#add(seconds, nanos, source, flags, bytes, start, end);
  }

  /** Makes a block of what there is. */
  flush(): void {
    const batch = this.#batch;
    if (batch.count === 0) return;
    this.#tracker.follow(batch);
    const block = encodeBlock(batch);
    const read = { block, position: this.#tracker.position, truncated: this.#truncated, gap: this.#gap };
    this.#options.onBatch(batch, read);
    batch.clear();
    this.#truncated = 0;
    this.#gap = false;
  }

  #add(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (flags & lineFlag.truncated) this.#truncated++;
    this.#batch.line(seconds, nanos, source, flags, bytes, start, end);
    if (this.#batch.full) this.flush();
  }

  #noteGap(seconds: number, nanos: number): void {
    this.#gap = true;
    const text = Buffer.from(GAP_TEXT);
    this.#add(seconds, nanos, lineSource.system, lineFlag.gap, text, 0, text.length);
  }

  /** The daemon's own messages bear no time: they belong behind the line that came last. */
  #timeOfMessage(): [seconds: number, nanos: number] {
    const batch = this.#batch;
    const last = batch.count - 1;
    if (last >= 0) return [batch.seconds[last] as number, batch.nanos[last] as number];
    const { seconds, nanos } = this.#tracker.latest;
    if (seconds >= 0) return [seconds, nanos];
    const nowMs = this.#options.nowMs();
    return [Math.floor(nowMs / 1000), Math.floor(nowMs % 1000) * 1_000_000];
  }
}

const GAP_TEXT =
  'Lines may be missing here: the daemon no longer had the last line that was read (its log was rotated or truncated).';
