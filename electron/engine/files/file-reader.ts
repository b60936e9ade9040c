import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import {
  type FileFormat,
  type FileWarning,
  type LogFileFormat,
  type NotStored,
  notStoredText,
  type OpenFileError,
  type TraceFileFormat,
} from '../../../shared/contract/files.ts';
import { createLogFileReader } from '../formats/log-file/create-log-reader.ts';
import { detectLogFile, LOG_HEAD_BYTES } from '../formats/log-file/detect-log-file.ts';
import type { DecodedLogs } from '../formats/logs/decoded-logs.ts';
import type { PointBatch } from '../formats/otlp/metrics/point-batch.ts';
import type { OtherSignal } from '../formats/otlp/other-signals.ts';
import type { SpanBatch } from '../formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../formats/spans/span-batch-builder.ts';
import { createTraceReader } from '../formats/trace-file/create-trace-reader.ts';
import type { FileParts, FilePoints } from '../formats/trace-file/file-parts.ts';
import { type FileFault, FileRefused, type TraceOutput } from '../formats/trace-file/trace-reader.ts';
import { type Headed, headed, holdsTraces } from './file-head.ts';
import { LogParts } from './log-parts.ts';
import { type FileSummary, type LogPart, MOST_WARNINGS } from './messages.ts';
import { type Opened, type OpenedOther, type OpenedStream, openBytes, refused } from './open-bytes.ts';
import type { Spill } from './spill.ts';
import { BadPackingError } from './unpack.ts';
import { zipEntries } from './zip-entries.ts';

/** Of metrics in one file, held until it is read. */
const MOST_SAMPLES = 2_000_000;
const SPANS_A_BATCH = 4096;
const BYTES_A_BATCH = 2 * 1024 * 1024;
/** Packed text seldom shrinks a hundredfold; what grows beyond both of these is made to fill a disk. */
const MOST_GROWTH = 300;
const GROWTH_FREE_BYTES = 2 * 1024 * 1024 * 1024;

export interface FileReaderOptions {
  /** Null for an upload. */
  path: string | null;
  /** Where an upload may be put whose bytes are needed out of order; removed by who started the reading. */
  archivePath: string;
  partial: boolean;
  /** The file's name, which may tell that it is a log. */
  name: string;
  spill: Spill;
  /** Points of metrics, once the whole file was read. May block. */
  points?(batch: PointBatch): void;
  /** May block: that is the back-pressure. */
  batch(batch: SpanBatch): void;
  /** Content of a log file. May block. */
  log?(part: LogPart): void;
  progress(bytesRead: number, spans: number): void;
}

/** Reads one file from its bytes to batches for the store. */
export class FileReader {
  readonly #options: FileReaderOptions;
  readonly #digest = createHash('sha256');
  readonly #warnings: FileWarning[] = [];
  readonly #notStored: NotStored = { logRecords: 0, metricPoints: 0, profiles: 0 };
  #moreWarnings = 0;
  #builder = new SpanBatchBuilder(SPANS_A_BATCH, BYTES_A_BATCH);
  #format: FileFormat | null = null;
  #logs = false;
  #place = 'line 1';
  #bytes = 0;
  #unpacked = 0;
  #spans = 0;
  #batches = 0;
  /** Stored only once nothing of the file can be refused any more: points cannot be taken back. */
  readonly #points: PointBatch[] = [];
  #samples = 0;
  #metricPoints = 0;
  /** Log records of OTLP. */
  readonly #records: LogParts;

  constructor(options: FileReaderOptions) {
    this.#options = options;
    this.#records = new LogParts(
      (part) => options.log?.(part),
      (where, what) => this.#warn({ where, what }),
    );
  }

  /** What the file held, or why it is refused; then what was batched is to be thrown away. */
  async read(raw: AsyncIterable<Uint8Array>): Promise<FileSummary | OpenFileError> {
    try {
      const opened = await openBytes(this.#counted(raw));
      if (opened.kind === 'zip') await this.#readArchive(opened.bytes);
      else this.#format = await this.#readLogOr(opened);
      if (this.#builder.count > 0) this.#send();
      return this.#summary();
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      return { ...error.fault, partialPossible: error.partialPossible && !this.#options.partial };
    }
  }

  /** A log is what begins like one and in whose beginning no reader of traces finds anything. */
  async #readLogOr(opened: OpenedStream | OpenedOther): Promise<FileFormat | null> {
    if (opened.kind !== 'json' && opened.kind !== 'console' && opened.kind !== 'other') {
      return this.#readOne(opened, '');
    }
    const file = await headed(opened.bytes, LOG_HEAD_BYTES);
    const format = this.#options.log ? detectLogFile(file.head, this.#options.name) : null;
    if (format !== null && (opened.kind === 'other' || !holdsTraces(opened.kind, file))) {
      await this.#readLog(format, file);
      return format;
    }
    return this.#readOne(
      opened.kind === 'other' ? { ...opened, bytes: file.bytes } : { kind: opened.kind, bytes: file.bytes },
      '',
    );
  }

  /** Every line that can be read is kept: a log that breaks off is what programs leave that were killed. */
  async #readLog(format: LogFileFormat, { bytes }: Headed): Promise<void> {
    const parts = new LogParts(
      (part) => this.#options.log?.(part),
      (where, what) => this.#warn({ where, what }),
    );
    const reader = createLogFileReader(format, parts);
    try {
      for await (const piece of bytes) {
        this.#unpacked += piece.length;
        this.#checkGrowth();
        reader.push(piece);
        this.#options.progress(this.#bytes, 0);
      }
    } catch (error) {
      if (!(error instanceof BadPackingError)) throw error;
      this.#warn({ where: 'the end', what: `not read: expected ${error.expected}, found ${error.found}` });
    }
    reader.end();
    parts.flush();
    this.#logs = parts.any;
  }

  /** @param prefix in front of every place: the name of a file in an archive */
  async #readOne(opened: OpenedStream | OpenedOther, prefix: string): Promise<TraceFileFormat | null> {
    if (opened.kind === 'other') throw refused(opened.what);
    const { kind, bytes } = opened;
    const { partial, spill } = this.#options;
    const reader = createTraceReader(kind, this.#output(prefix), spill, { partial });
    try {
      for await (const piece of bytes) {
        this.#unpacked += piece.length;
        this.#checkGrowth();
        reader.push(piece);
        this.#options.progress(this.#bytes, this.#spans);
        if (reader.broken) break;
      }
    } catch (error) {
      if (!(error instanceof BadPackingError)) throw error;
      reader.breakOff(error.expected, error.found);
    }
    reader.end();
    this.#place = prefix + reader.place;
    return reader.format;
  }

  /** An archive is read by its directory, which stands at its end: an upload is put into a file first. */
  async #readArchive(raw: AsyncIterable<Uint8Array>): Promise<void> {
    const { path, archivePath } = this.#options;
    if (path === null) await writeAll(archivePath, raw);
    else for await (const _piece of raw);
    let refusal: FileRefused | null = null;
    for await (const entry of zipEntries(path ?? archivePath)) {
      const refused = await this.#readEntry(entry.name, () => openBytes(entry.bytes()));
      refusal ??= refused;
    }
    const others = this.#notStoredCount() + this.#metricPoints;
    if (this.#format === null && others === 0 && !this.#records.any && refusal) throw refusal;
  }

  /** A file of an archive that is no trace file is named and left out; answers why. */
  async #readEntry(name: string, open: () => Promise<Opened>): Promise<FileRefused | null> {
    const spansBefore = this.#spans;
    try {
      const opened = await open();
      if (opened.kind === 'zip') throw new FileRefused(nestedArchive(name), false);
      if ((await this.#readOne(opened, `${name}: `)) !== null) this.#format = 'zip';
      return null;
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      if (error.partialPossible || this.#spans > spansBefore) throw error;
      const { expected, found } = error.fault;
      this.#warn({ where: name, what: `not read: expected ${expected}, found ${found}` });
      return error;
    }
  }

  #output(prefix: string): TraceOutput {
    return {
      span: (...span) => this.#add(...span),
      batch: (batch) => this.#addBatch(batch),
      warning: (where, what) => this.#warn({ where: prefix + where, what }),
      others: (signal, count, parts) => this.#addOthers(signal, count, parts ?? {}),
    };
  }

  #checkGrowth(): void {
    if (this.#unpacked <= GROWTH_FREE_BYTES || this.#unpacked <= this.#bytes * MOST_GROWTH) return;
    const expected = `bytes that unpack to at most ${MOST_GROWTH} times as many`;
    throw new FileRefused({ where: 'the whole file', expected, found: 'more' }, false);
  }

  #summary(): FileSummary {
    this.#records.flush();
    this.#logs ||= this.#records.any;
    const others = this.#logs || this.#metricPoints > 0;
    const read = others || this.#spans > 0;
    // Metrics and logs alone leave no mark of what they lay in.
    const format = this.#format ?? (others ? 'otlp-json' : null);
    if (format === null || !read) throw new FileRefused(this.#nothingRead(), false);
    for (const batch of this.#points) this.#options.points?.(batch);
    return {
      format,
      digest: new Uint8Array(this.#digest.digest()),
      bytes: this.#bytes,
      spans: this.#spans,
      batches: this.#batches,
      logs: this.#logs,
      notStored: this.#notStored,
      warnings: this.#warnings,
      moreWarnings: this.#moreWarnings,
    };
  }

  #notStoredCount(): number {
    return this.#notStored.logRecords + this.#notStored.metricPoints + this.#notStored.profiles;
  }

  #nothingRead(): FileFault {
    const expected = 'at least one span';
    const others = notStoredText(this.#notStored);
    if (others) return { where: 'the whole file', expected, found: `none; ${others}` };
    const [first] = this.#warnings;
    return first
      ? { where: first.where, expected, found: `none (${first.what})` }
      : { where: this.#place, expected, found: 'none' };
  }

  async *#counted(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    for await (const piece of raw) {
      this.#bytes += piece.length;
      this.#digest.update(piece);
      yield piece;
    }
  }

  #addOthers(signal: OtherSignal, count: number, { points, logs }: FileParts): void {
    if (logs && this.#options.log) this.#addLogs(logs);
    else if (points && this.#options.points && this.#samples + points.batch.count <= MOST_SAMPLES) {
      this.#addPoints(signal, points);
    } else this.#notStored[signal] += count;
  }

  /** A record carries what its resource says: all are of one stream, the file's. */
  #addLogs({ streams, rejected }: DecodedLogs): void {
    for (const { producer, labels, records } of streams) {
      for (const record of records) {
        const attributes = labels.length > 0 ? [...record.attributes, ...labels] : record.attributes;
        this.#records.record({ ...record, attributes, service: producer.service });
      }
    }
    this.#notStored.logRecords += rejected;
  }

  #addPoints(signal: OtherSignal, points: FilePoints): void {
    this.#samples += points.batch.count;
    this.#metricPoints += points.batch.points - points.rejected;
    this.#notStored[signal] += points.rejected;
    this.#points.push(points.batch);
  }

  #add(...span: Parameters<TraceOutput['span']>): void {
    this.#builder.add(...span);
    this.#spans++;
    if (this.#builder.count >= SPANS_A_BATCH || this.#builder.payloadBytes >= BYTES_A_BATCH) this.#send();
  }

  #addBatch(batch: SpanBatch): void {
    if (this.#builder.count > 0) this.#send();
    this.#spans += batch.count;
    this.#sendBatch(batch);
  }

  #send(): void {
    const batch = this.#builder.finish();
    this.#builder = new SpanBatchBuilder(SPANS_A_BATCH, BYTES_A_BATCH);
    this.#sendBatch(batch);
  }

  #sendBatch(batch: SpanBatch): void {
    this.#batches++;
    this.#options.batch(batch);
    this.#options.progress(this.#bytes, this.#spans);
  }

  #warn(warning: FileWarning): void {
    if (this.#warnings.length < MOST_WARNINGS) this.#warnings.push(warning);
    else this.#moreWarnings++;
  }
}

async function writeAll(path: string, raw: AsyncIterable<Uint8Array>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  for await (const piece of raw) if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

const nestedArchive = (name: string): FileFault => ({
  where: name,
  expected: 'a trace file',
  found: 'another zip archive',
});
