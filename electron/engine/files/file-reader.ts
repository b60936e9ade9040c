import { createHash } from 'node:crypto';
import type { FileWarning, OpenFileError } from '../../../shared/contract/files.ts';
import type { SpanBatch } from '../formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../formats/spans/span-batch-builder.ts';
import { type FileFault, FileRefused, TraceStream } from '../formats/trace-file/trace-stream.ts';
import { type FileSummary, MOST_WARNINGS } from './messages.ts';
import type { Spill } from './spill.ts';
import { BadGzipError, unpackedBytes } from './unpacked-bytes.ts';

const SPANS_A_BATCH = 4096;
const BYTES_A_BATCH = 2 * 1024 * 1024;

export interface FileReaderOptions {
  partial: boolean;
  spill: Spill;
  /** May block: that is the back-pressure. */
  batch(batch: SpanBatch): void;
  progress(bytesRead: number, spans: number): void;
}

/** Reads one trace file from its bytes to batches for the store. */
export class FileReader {
  readonly #options: FileReaderOptions;
  readonly #stream: TraceStream;
  readonly #digest = createHash('sha256');
  readonly #warnings: FileWarning[] = [];
  #moreWarnings = 0;
  #builder = new SpanBatchBuilder(SPANS_A_BATCH, BYTES_A_BATCH);
  #bytes = 0;
  #spans = 0;
  #batches = 0;

  constructor(options: FileReaderOptions) {
    this.#options = options;
    const output = {
      span: (...span: Parameters<SpanBatchBuilder['add']>) => this.#add(...span),
      warning: (where: string, what: string) => this.#warn({ where, what }),
    };
    this.#stream = new TraceStream(output, options.spill, { partial: options.partial });
  }

  /** What the file held, or why it is refused; then what was batched is to be thrown away. */
  async read(raw: AsyncIterable<Uint8Array>): Promise<FileSummary | OpenFileError> {
    try {
      await this.#readAll(raw);
      return this.#summary();
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      return { ...error.fault, partialPossible: error.partialPossible && !this.#options.partial };
    }
  }

  async #readAll(raw: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of unpackedBytes(this.#counted(raw))) {
        this.#stream.push(piece);
        this.#options.progress(this.#bytes, this.#spans);
        if (this.#stream.broken) break;
      }
    } catch (error) {
      if (!(error instanceof BadGzipError)) throw error;
      this.#stream.breakOff(error.expected, error.found);
    }
    this.#stream.end();
    if (this.#builder.count > 0) this.#send();
  }

  #summary(): FileSummary {
    const { format } = this.#stream;
    if (format === null || this.#spans === 0) throw new FileRefused(this.#nothingRead(), false);
    return {
      format,
      digest: new Uint8Array(this.#digest.digest()),
      bytes: this.#bytes,
      spans: this.#spans,
      batches: this.#batches,
      warnings: this.#warnings,
      moreWarnings: this.#moreWarnings,
    };
  }

  #nothingRead(): FileFault {
    const [first] = this.#warnings;
    if (first) return { where: first.where, expected: 'at least one span', found: `none (${first.what})` };
    return { where: `line ${this.#stream.line}`, expected: 'at least one span', found: 'none' };
  }

  async *#counted(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    for await (const piece of raw) {
      this.#bytes += piece.length;
      this.#digest.update(piece);
      yield piece;
    }
  }

  #add(...span: Parameters<SpanBatchBuilder['add']>): void {
    this.#builder.add(...span);
    this.#spans++;
    if (this.#builder.count >= SPANS_A_BATCH || this.#builder.payloadBytes >= BYTES_A_BATCH) this.#send();
  }

  #send(): void {
    const batch = this.#builder.finish();
    this.#builder = new SpanBatchBuilder(SPANS_A_BATCH, BYTES_A_BATCH);
    this.#batches++;
    this.#options.batch(batch);
    this.#options.progress(this.#bytes, this.#spans);
  }

  #warn(warning: FileWarning): void {
    if (this.#warnings.length < MOST_WARNINGS) this.#warnings.push(warning);
    else this.#moreWarnings++;
  }
}
