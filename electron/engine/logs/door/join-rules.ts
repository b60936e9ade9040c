import { beginKey, isKeyLine } from './key-lines.ts';
import { beginRecord, type JoinedSoFar, type Joint, joint, judgeLine, traceKind } from './line-joint.ts';

/** By what lines are told to be one record. */
export interface JoinRules {
  /** Lines further apart than so many seconds are not joined. */
  readonly furthestApart: number;
  readonly mostLines: number;
  /** Sees the first line of a record. */
  begin(record: JoinedSoFar): void;
  /** @param near the line came right after the record's last one */
  judge(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number, near: boolean): Joint;
}

const STANDARD = { furthestApart: 1, mostLines: 1000 };

/** Stack traces, continuation lines, and blocks of keys. */
export const traceRules: JoinRules = { ...STANDARD, begin: beginRecord, judge: judgeLine };

/** Blocks of keys alone: over several records no redaction would find them. */
export const keyRules: JoinRules = {
  ...STANDARD,
  begin: beginKey,
  judge: (record, bytes, start, end) =>
    record.kind === traceKind.key && isKeyLine(record, bytes, start, end) ? joint.continues : joint.begins,
};

/** Whatever stands between two lines that a pattern finds, as Promtail's multiline stage has it. */
export function firstLineRules(
  pattern: { test(text: string): boolean },
  mostLines: number,
  maxWaitMs: number,
): JoinRules {
  return {
    furthestApart: maxWaitMs / 1000,
    mostLines,
    begin(record) {
      // Lines of another source do not end it.
      record.kind = traceKind.frames;
    },
    judge(_record, bytes, start, end) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);
      return pattern.test(text) ? joint.begins : joint.continues;
    },
  };
}
