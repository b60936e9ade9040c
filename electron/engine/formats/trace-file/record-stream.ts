import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import { joinPath } from '../fault.ts';
import { parseBatch } from '../json-stream/element-batch.ts';
import { JsonFault } from '../json-stream/json-fault.ts';
import { ByteWindow } from './byte-window.ts';
import { decodeMessage, isZstd, MOST_MESSAGE_BYTES, unpackRecord } from './otlp-messages.ts';
import { TraceDocuments } from './trace-document.ts';
import { type FileFault, FileRefused, type TraceOutput, type TraceReader } from './trace-reader.ts';

const LENGTH_BYTES = 4;
const OPEN_BRACE = 0x7b;

/**
 * Reads what the Collector's file exporter writes with `format: proto`, or with `compression: zstd`
 * (opentelemetry-collector-contrib exporter/fileexporter): requests of any signal, each after its length in 4 bytes, big
 * end first, in protobuf or JSON, each compressed by itself or not.
 */
export class RecordStream implements TraceReader {
  readonly #output: TraceOutput;
  readonly #partial: boolean;
  readonly #window = new ByteWindow();
  readonly #documents: TraceDocuments;
  #record = 1;
  format: TraceFileFormat | null = null;
  broken = false;

  constructor(output: TraceOutput, { partial }: { partial: boolean }) {
    this.#output = output;
    this.#partial = partial;
    const whereIn = (path: string) => joinPath(this.place, path);
    this.#documents = new TraceDocuments({
      span: (resource, scope, span) => {
        this.format ??= 'otlp-json-records';
        output.span(resource, scope, span);
      },
      others: (signal, count, parts) => output.others(signal, count, parts),
      warning: (path, what) => output.warning(whereIn(path), what),
      fault: ({ path, expected, found }) => this.#fault({ where: whereIn(path), expected, found }),
    });
  }

  get place(): string {
    return `record ${this.#record} at byte ${this.#window.taken}`;
  }

  push(bytes: Uint8Array): void {
    if (this.broken) return;
    this.#window.append(bytes);
    while (!this.broken && this.#next());
  }

  end(): void {
    if (!this.broken && this.#window.length > 0) this.breakOff('the rest of a record', 'the end of the file');
  }

  breakOff(expected: string, found: string): void {
    this.broken = true;
    if (!this.#partial) throw new FileRefused({ where: this.place, expected, found }, this.format !== null);
    this.#output.warning(this.place, `expected ${expected}, found ${found}; the rest was not read`);
  }

  /** False when the next record is not whole yet. */
  #next(): boolean {
    if (this.#window.length < LENGTH_BYTES) return false;
    const length = this.#window.peek().readUInt32BE(0);
    if (length > MOST_MESSAGE_BYTES) {
      this.breakOff(`a record of at most ${MOST_MESSAGE_BYTES} bytes`, `a length of ${length}`);
      return false;
    }
    if (this.#window.length < LENGTH_BYTES + length) return false;
    this.#read(this.#window.peek().subarray(LENGTH_BYTES, LENGTH_BYTES + length));
    this.#window.take(LENGTH_BYTES + length);
    this.#record++;
    return true;
  }

  #read(packed: Uint8Array): void {
    const bytes = isZstd(packed) ? this.#unpacked(packed) : packed;
    if (!bytes) return;
    if (bytes[0] === OPEN_BRACE) this.#json(bytes);
    else if (decodeMessage(bytes, this.place, this.#output, (fault) => this.#fault(fault))) {
      this.format ??= 'otlp-protobuf-records';
    }
  }

  #unpacked(packed: Uint8Array): Uint8Array | null {
    try {
      return unpackRecord(packed);
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      this.#fault({ where: this.place, expected: 'bytes that zstd can unpack', found });
      return null;
    }
  }

  #json(bytes: Uint8Array): void {
    try {
      const batch = { role: '', path: '', firstIndex: -1, bytes, bigNumbers: true, line: 1, column: 1 };
      for (const value of parseBatch(batch)) this.#documents.value(value, '');
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      this.#fault({ where: this.place, expected: error.expected, found: error.found });
    }
  }

  #fault({ where, expected, found }: FileFault): void {
    if (!this.#partial)
      throw new FileRefused({ where, expected, found }, this.format !== null || this.#record > 1);
    this.#output.warning(where, `expected ${expected}, found ${found}`);
  }
}
