import type { Attributes } from '../../../shared/model/attributes.ts';
import { LONGEST_LINE } from '../formats/docker-lines.ts';
import { cutUtf8 } from '../formats/limits.ts';
import { lineFlag } from '../formats/line-sink.ts';
import { encodeExtras } from '../storage/logs/extras.ts';
import type { IncomingLogRecord } from './log-sink.ts';

/** Records as a few buffers that are moved between threads, not copied. */
export interface PackedRecords {
  count: number;
  /** -1 where the sender names no time. */
  seconds: Float64Array<ArrayBuffer>;
  nanos: Uint32Array<ArrayBuffer>;
  severities: Uint8Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  /** Bodies one behind the other, and where each ends. */
  text: Uint8Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
  /** A line a record, as encodeExtras gives it; empty where no record has any. */
  extras: string;
}

const NANOS = 1_000_000_000n;
/** The year 2262, after which nanoseconds do not fit 64 bits. */
const LAST_NANO = 2n ** 63n - 1n;

/** @param more attributes of every record, which its stream could not have */
export function packRecords(records: readonly IncomingLogRecord[], more: Attributes = []): PackedRecords {
  const count = records.length;
  const packed: PackedRecords = {
    count,
    seconds: new Float64Array(count),
    nanos: new Uint32Array(count),
    severities: new Uint8Array(count),
    flags: new Uint8Array(count),
    ends: new Uint32Array(count),
    text: NO_BYTES,
    extras: '',
  };
  const bodies = records.map(({ body }) => cutUtf8(body, LONGEST_LINE));
  const text = Buffer.allocUnsafeSlow(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0));
  const extras: string[] = [];
  let at = 0;
  for (const [i, record] of records.entries()) {
    const body = bodies[i] as string;
    at += text.write(body, at);
    packed.ends[i] = at;
    if (body.length !== record.body.length) packed.flags[i] = lineFlag.truncated;
    const { severityNumber } = record;
    packed.severities[i] = severityNumber >= 1 && severityNumber <= 24 ? severityNumber : 0;
    setTime(packed, i, record.timeUnixNano);
    extras.push(encodeExtras(more.length === 0 ? record : withMore(record, more)));
  }
  packed.text = new Uint8Array(text.buffer as ArrayBuffer);
  if (extras.some((line) => line !== '')) packed.extras = extras.join('\n');
  return packed;
}

const NO_BYTES = new Uint8Array(0);

const withMore = (record: IncomingLogRecord, more: Attributes): IncomingLogRecord => ({
  ...record,
  attributes: [...record.attributes, ...more],
});

function setTime({ seconds, nanos }: PackedRecords, i: number, time: bigint | null): void {
  if (time === null || time < 0n || time > LAST_NANO) {
    seconds[i] = -1;
    return;
  }
  seconds[i] = Number(time / NANOS);
  nanos[i] = Number(time % NANOS);
}

export const buffersOfPacked = (packed: PackedRecords): ArrayBuffer[] =>
  [packed.seconds, packed.nanos, packed.severities, packed.flags, packed.text, packed.ends].map(
    ({ buffer }) => buffer,
  );

/** What they take in memory while they are on their way. */
export const packedBytes = ({ count, text, extras }: PackedRecords): number =>
  text.length + extras.length * 2 + count * 24;
