import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import { WireError, WireReader } from '../protobuf/wire-reader.ts';
import { ByteWindow } from './byte-window.ts';
import { decodeMessage, MOST_MESSAGE_BYTES } from './otlp-messages.ts';
import { type FileFault, FileRefused, type TraceOutput, type TraceReader } from './trace-reader.ts';

const RESOURCE_SPANS = 1;
/** Whole fields are decoded together up to about so many bytes. */
const BATCH_BYTES = 1024 * 1024;

/**
 * Reads a file that is one ExportTraceServiceRequest, or TracesData, in protobuf (opentelemetry-proto), its resources a
 * few at a time: a message cut between its fields is the same message twice.
 */
export class ProtobufStream implements TraceReader {
  readonly #output: TraceOutput;
  readonly #partial: boolean;
  readonly #window = new ByteWindow();
  format: TraceFileFormat | null = null;
  broken = false;

  constructor(output: TraceOutput, { partial }: { partial: boolean }) {
    this.#output = output;
    this.#partial = partial;
  }

  get place(): string {
    return `byte ${this.#window.taken}`;
  }

  push(bytes: Uint8Array): void {
    if (this.broken) return;
    this.#window.append(bytes);
    this.#decodeWhole(BATCH_BYTES);
  }

  end(): void {
    if (this.broken) return;
    this.#decodeWhole(0);
    if (this.#window.length > 0) this.breakOff('the rest of a message', 'the end of the file');
  }

  breakOff(expected: string, found: string): void {
    this.broken = true;
    if (!this.#partial) throw new FileRefused({ where: this.place, expected, found }, this.format !== null);
    this.#output.warning(this.place, `expected ${expected}, found ${found}; the rest was not read`);
  }

  /** @param atLeast bytes that make a batch worth decoding */
  #decodeWhole(atLeast: number): void {
    const bytes = this.#window.peek();
    if (bytes.length < atLeast) return;
    const whole = this.#wholeFields(bytes);
    if (whole === 0) {
      if (bytes.length > MOST_MESSAGE_BYTES) {
        this.breakOff(`a message of at most ${MOST_MESSAGE_BYTES} bytes`, 'a larger one');
      }
      return;
    }
    const { place } = this;
    const held = decodeMessage(this.#window.take(whole), place, this.#output, (fault) => this.#fault(fault));
    if (held) this.format = 'otlp-protobuf';
  }

  /** How many bytes the fields have that are there to their end. */
  #wholeFields(bytes: Uint8Array): number {
    const reader = new WireReader(bytes);
    let whole = 0;
    try {
      while (reader.next(bytes.length)) {
        if (reader.field !== RESOURCE_SPANS) throw new FieldFault(reader.field);
        reader.pos = reader.lengthEnd(bytes.length);
        whole = reader.pos;
      }
    } catch (error) {
      if (error instanceof FieldFault) this.breakOff('field 1 of an OTLP request', `field ${error.field}`);
      // A field that is not whole yet: what comes next completes it, or the end tells.
      else if (!(error instanceof WireError)) throw error;
    }
    return whole;
  }

  #fault(fault: FileFault): void {
    if (!this.#partial) throw new FileRefused(fault, true);
    this.#output.warning(fault.where, `expected ${fault.expected}, found ${fault.found}`);
  }
}

class FieldFault extends Error {
  readonly field: number;
  constructor(field: number) {
    super(`field ${field}`);
    this.field = field;
  }
}
