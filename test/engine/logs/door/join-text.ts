import type { LineSource } from '../../../../electron/engine/formats/line-sink.ts';
import { type JoinRules, traceRules } from '../../../../electron/engine/logs/door/join-rules.ts';
import { type JoinLimits, LineJoiner } from '../../../../electron/engine/logs/door/line-joiner.ts';

export interface GivenLine {
  text: string;
  source?: LineSource;
  /** Nanoseconds. */
  time?: bigint;
}

export interface JoinedRecord {
  text: string;
  lines: number;
  source: number;
  time: bigint;
}

/** Joins lines that are a microsecond apart where they say nothing else. */
export function joinLines(
  lines: readonly (string | GivenLine)[],
  limits: JoinLimits = {},
  rules: JoinRules = traceRules,
) {
  const records: JoinedRecord[] = [];
  const joiner = new LineJoiner(
    {
      record(seconds, nanos, source, _flags, bytes, start, end, count) {
        const text = Buffer.from(bytes.subarray(start, end)).toString();
        records.push({ text, lines: count, source, time: BigInt(seconds) * 1_000_000_000n + BigInt(nanos) });
      },
    },
    rules,
    limits,
  );
  lines.forEach((given, i) => {
    const {
      text,
      source = 1,
      time = BigInt(i) * 1000n,
    } = typeof given === 'string' ? { text: given } : given;
    const bytes = Buffer.from(`>${text}<`);
    const seconds = Number(time / 1_000_000_000n);
    joiner.line(seconds, Number(time % 1_000_000_000n), source, 0, bytes, 1, bytes.length - 1);
  });
  joiner.flush(true);
  return { records, joiner };
}

export const joinText = (text: string): string[] =>
  joinLines(text.replace(/\n$/, '').split('\n')).records.map((record) => record.text);
