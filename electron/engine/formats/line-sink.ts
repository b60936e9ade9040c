/** Where a line of a container came from; the numbers are Docker's frame types. */
export const lineSource = { console: 0, stdout: 1, stderr: 2, system: 3 } as const;
export type LineSource = (typeof lineSource)[keyof typeof lineSource];

/** Bits of a line's flags. */
export const lineFlag = {
  /** Cut at the limit; the rest of the line was discarded. */
  truncated: 1,
  /** Not valid UTF-8; shown with replacement characters. */
  invalidUtf8: 2,
  /** Trivet's own note between lines: some may be missing here. */
  gap: 4,
} as const;

/**
 * Takes finished lines. No object is made for a line: text is bytes[start, end), valid only during the call;
 * a line without a time of its own has `seconds` -1.
 */
export interface LineSink {
  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void;
}
