import type { Disposable } from '../util/disposable.ts';

interface StreamOutput {
  event(value: unknown): void;
  end(): void;
  error(error: unknown): void;
  /** Called exactly once, however the stream ended. */
  closed(): void;
}

/** Events that may be under way without an acknowledgement. */
const WINDOW = 4;

/**
 * One subscription's way out. Up to WINDOW events travel unacknowledged; behind them at most one more waits,
 * into which later ones are merged, so a stalled window costs one event of memory.
 */
export class StreamSink {
  readonly #merge: ((older: never, newer: never) => unknown) | null;
  readonly #output: StreamOutput;
  #underWay = 0;
  #waiting: { value: unknown } | null = null;
  #readers: ((open: boolean) => void)[] = [];
  #source: Disposable | null = null;
  #closing: 'end' | null = null;
  #closed = false;

  constructor(merge: ((older: never, newer: never) => unknown) | null, output: StreamOutput) {
    this.#merge = merge;
    this.#output = output;
  }

  emit(value: unknown): void {
    if (this.#closed) return;
    if (this.#underWay < WINDOW) {
      this.#underWay++;
      this.#output.event(value);
    } else if (!this.#waiting) {
      this.#waiting = { value };
    } else {
      if (!this.#merge) throw new Error('a lossless stream must wait for ready() before it emits');
      this.#waiting = { value: this.#merge(this.#waiting.value as never, value as never) };
    }
  }

  ready(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    if (this.#underWay < WINDOW) return Promise.resolve(true);
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  acknowledged(): void {
    if (this.#closed || this.#underWay === 0) return;
    this.#underWay--;
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = null;
      this.emit(waiting.value);
    }
    if (this.#closing) this.end();
    else if (this.#underWay < WINDOW) this.#wake(true);
  }

  /** Ends once what waits has been sent. */
  end(): void {
    if (this.#closed) return;
    if (this.#waiting) {
      this.#closing = 'end';
      return;
    }
    this.#output.end();
    this.dispose();
  }

  fail(error: unknown): void {
    if (this.#closed) return;
    this.#output.error(error);
    this.dispose();
  }

  /** Takes over the source; it is ended at once when the subscription is already over. */
  own(source: Disposable): void {
    if (this.#closed) source.dispose();
    else this.#source = source;
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = null;
    this.#wake(false);
    this.#source?.dispose();
    this.#output.closed();
  }

  #wake(open: boolean): void {
    const readers = this.#readers;
    this.#readers = [];
    for (const reader of readers) reader(open);
  }
}
