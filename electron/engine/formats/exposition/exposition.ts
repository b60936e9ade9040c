import type { Exemplar, Labels, MetricMetadata } from '../../../../shared/model/series.ts';
import { quote } from '../fault.ts';
import { QuietError } from '../quiet-error.ts';

/** The time of a sample or an exemplar that told none: it is the time of the scrape. */
export const NO_TIME = Number.NaN;

/**
 * Is told what stands in a document, in its order. `S` is whatever the caller wants to keep with a series: it is asked
 * for once, when a series' text is not in the cache, and comes back with every sample.
 */
export interface ExpositionVisitor<S> {
  /** @param labels sorted, `__name__` included, no empty values */
  series(labels: Labels): S;
  /** @param timeMs whole milliseconds since the epoch, or NO_TIME */
  sample(series: S, value: number, timeMs: number): void;
  /** Of the sample told before. Its `timeMs` may be NO_TIME. */
  exemplar(series: S, exemplar: Exemplar): void;
  /** What is known of a family, whenever that has changed since the cache was made. */
  metadata(family: string, metadata: MetricMetadata): void;
}

/** What a document is held to beside the size of its body. A series beyond a limit is left out and counted. */
export interface ExpositionLimits {
  labels: number;
  /** Of a label's name. */
  nameBytes: number;
  valueBytes: number;
  /** Longer help texts are cut. */
  helpBytes: number;
  /** A longer line is a fault. */
  lineBytes: number;
  /** Families whose metadata is told. */
  families: number;
}

export const defaultExpositionLimits: ExpositionLimits = {
  labels: 128,
  nameBytes: 1024,
  valueBytes: 64 * 1024,
  helpBytes: 4 * 1024,
  lineBytes: 2 ** 20,
  families: 50_000,
};

/** Where a document is broken, what belongs there and what stands there instead. */
export interface ExpositionFault {
  /** From 1; 0 where the format has no lines. */
  line: number;
  expected: string;
  /** In words, quoted where it is of the document. */
  found: string;
}

export const expositionFaultText = ({ line, expected, found }: ExpositionFault): string =>
  `${line > 0 ? `line ${line}: ` : ''}expected ${expected}, found ${found}`;

/** What became of a document. What was told before a fault stays told: whether it is kept is the caller's choice. */
export interface ExpositionOutcome {
  /** Told to the visitor. */
  samples: number;
  /** The same name, labels and time again: only the first is told. */
  duplicates: number;
  /** Samples whose labels are beyond a limit: not told. */
  limited: number;
  /** Of the first that was limited. */
  limit: string | null;
  /** Lines left out where faults do not end the document, else 1 or 0. */
  faults: number;
  /** The first. */
  fault: ExpositionFault | null;
}

export const emptyOutcome = (): ExpositionOutcome => ({
  samples: 0,
  duplicates: 0,
  limited: 0,
  limit: null,
  faults: 0,
  fault: null,
});

/** Thrown inside a decoder and caught at its boundary. */
export class ExpositionError extends QuietError {
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.name = 'ExpositionError';
    this.expected = expected;
    this.found = found;
  }
}

/** Labels beyond a limit; the sample is left out and the document goes on. */
export class LabelLimitError extends QuietError {}

/** What stands at a place of a document, for a person: quoted and short, or that it ends there. */
export function found(bytes: Buffer, at: number, end: number): string {
  if (at >= end) return 'the end of the line';
  // Cut in bytes first: a line may be long. Four bytes a character at most.
  return quote(bytes.toString('utf8', at, Math.min(end, at + 256)));
}
