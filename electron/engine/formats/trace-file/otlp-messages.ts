import { zstdDecompressSync } from 'node:zlib';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { countLogs, countPoints, signalOf } from '../otlp/protobuf-signal.ts';
import { decodeTracesProtobuf } from '../otlp/traces-protobuf.ts';
import { WireError } from '../protobuf/wire-reader.ts';
import { partsOfMessage } from './file-parts.ts';
import type { FileFault, TraceOutput } from './trace-reader.ts';

/** A message is decoded as a whole. */
export const MOST_MESSAGE_BYTES = 64 * 1024 * 1024;

/** A file is held to what a message may be, not to what a sender may send at once. */
const fileLimits: DecodeLimits = {
  ...defaultLimits,
  items: Number.POSITIVE_INFINITY,
  attributesPerItem: 100_000,
  valueBytes: MOST_MESSAGE_BYTES,
  keyBytes: MOST_MESSAGE_BYTES,
  eventsPerSpan: Number.POSITIVE_INFINITY,
};

/**
 * Decodes one OTLP request of any signal in protobuf: spans go to the output, and what else is stored. Answers whether it
 * held spans.
 *
 * @param where of the message, for what is told of it
 * @param refuse is given what cannot be read; what it throws ends the reading
 */
export function decodeMessage(
  bytes: Uint8Array,
  where: string,
  output: TraceOutput,
  refuse: (fault: FileFault) => void,
): boolean {
  const fault = (expected: string, found: string) => refuse({ where, expected, found });
  try {
    const signal = signalOf(bytes);
    if (signal === 'logRecords' || signal === 'metricPoints') {
      const count = signal === 'logRecords' ? countLogs(bytes) : countPoints(bytes);
      output.others(signal, count, partsOfMessage(signal, bytes, fileLimits));
    }
    if (signal !== 'spans') return false;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    fault('an OTLP request in protobuf', error.message);
    return false;
  }
  const decoded = decodeTracesProtobuf(bytes, fileLimits);
  if (!decoded.ok) {
    fault('an OTLP request in protobuf', decoded.error.message);
    return false;
  }
  const { batch, rejected, firstFault } = decoded.value;
  if (rejected > 0) {
    const more = rejected > 1 ? `, and ${rejected - 1} more such spans` : '';
    fault('spans that can be stored', `${firstFault}${more}`);
  }
  if (batch.count > 0) output.batch(batch);
  return true;
}

/** A record that the Collector compressed by itself. @throws what zlib does */
export const unpackRecord = (bytes: Uint8Array): Uint8Array =>
  zstdDecompressSync(bytes, { maxOutputLength: MOST_MESSAGE_BYTES });

const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
export const isZstd = (bytes: Uint8Array): boolean => ZSTD_MAGIC.every((byte, i) => bytes[i] === byte);
