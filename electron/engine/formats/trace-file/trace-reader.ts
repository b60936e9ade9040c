import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import type { Resource, Scope, Span } from '../../../../shared/model/span.ts';
import type { OtherSignal } from '../otlp/other-signals.ts';
import type { SpanBatch } from '../spans/span-batch.ts';
import type { FileParts } from './file-parts.ts';

/** What cannot be read of a file, and where. */
export interface FileFault {
  /** `data[3].spans[17].duration`, with the line where that says more; `line 12, column 5`; `byte 812`. */
  where: string;
  expected: string;
  found: string;
}

/** Ends the reading of a file that must be read whole or not at all. */
export class FileRefused extends Error {
  readonly fault: FileFault;
  /** Something of the file may be read all the same. */
  readonly partialPossible: boolean;

  constructor(fault: FileFault, partialPossible: boolean) {
    super(`${fault.where}: expected ${fault.expected}, found ${fault.found}`);
    this.fault = fault;
    this.partialPossible = partialPossible;
  }
}

/** Where decoded spans go. What is thrown here ends the reading. */
export interface TraceOutput {
  span(resource: Resource, scope: Scope, span: Span): void;
  /** Spans that were decoded straight into columns. */
  batch(batch: SpanBatch): void;
  warning(where: string, what: string): void;
  /** Records of another signal, which are counted; with what is stored of them where it could be read. */
  others(signal: OtherSignal, count: number, parts?: FileParts | null): void;
}

/**
 * Reads the bytes of one file in order.
 *
 * @throws FileRefused from every method, when the file must be whole and is not
 */
export interface TraceReader {
  /** Null until the first span was recognised. */
  readonly format: TraceFileFormat | null;
  /** True when reading further is of no use. */
  readonly broken: boolean;
  /** The place that is being read: `line 12` or `byte 812`. */
  readonly place: string;
  push(bytes: Uint8Array): void;
  end(): void;
  /** No more bytes can be had, though there should be. */
  breakOff(expected: string, found: string): void;
}

/** Holds bytes whose meaning is told only further on in the file. */
export interface DeferredBytes {
  keep(bytes: Uint8Array): number;
  read(id: number): Uint8Array;
}
