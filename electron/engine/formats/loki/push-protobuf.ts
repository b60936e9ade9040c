import type { Attributes } from '../../../../shared/model/attributes.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodedStream, type LogsResult, tooManyRecords } from '../logs/decoded-logs.ts';
import { LogCollector } from '../logs/log-collector.ts';
import { WireError, WireReader, WireType } from '../protobuf/wire-reader.ts';
import { addEntry, labelProducer, NO_LABELS, sortedLabels } from './entry.ts';
import { parseLabels } from './labels.ts';

/** Field numbers of PushRequest, StreamAdapter, EntryAdapter, LabelPairAdapter (grafana/loki pkg/push/push.proto). */
const STREAMS = 1;
const STREAM = { labels: 1, entries: 2 } as const;
const ENTRY = { timestamp: 1, line: 2, metadata: 3 } as const;
const NANOS = 1_000_000_000n;
const LATEST = 2n ** 63n - 1n;

/** A PushRequest. A stream whose labels cannot be read is refused alone, as Loki does. */
export function decodePushProtobuf(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): LogsResult {
  const collector = new LogCollector(limits);
  try {
    if (countEntries(bytes) > limits.items) return err(tooManyRecords(limits.items));
    const reader = new WireReader(bytes);
    while (reader.next(bytes.length)) {
      if (reader.field === STREAMS) readStream(reader, reader.lengthEnd(bytes.length), collector);
      else reader.skip(bytes.length);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return err({ kind: 'malformed', message: `no PushRequest: ${error.message}` });
  }
  return ok(collector.finish());
}

function countEntries(bytes: Uint8Array): number {
  const reader = new WireReader(bytes);
  let count = 0;
  while (reader.next(bytes.length)) {
    if (reader.field === STREAMS) count += countField(reader, reader.lengthEnd(bytes.length), STREAM.entries);
    else reader.skip(bytes.length);
  }
  return count;
}

function countField(reader: WireReader, end: number, field: number): number {
  let count = 0;
  while (reader.next(end)) {
    if (reader.field === field) count++;
    reader.skip(end);
  }
  return count;
}

/** Fields may come in any order, so the labels are looked for first and the reader goes back. */
function readStream(reader: WireReader, end: number, collector: LogCollector): void {
  const start = reader.pos;
  let text = '';
  let entries = 0;
  while (reader.next(end)) {
    if (reader.field === STREAM.labels) text = reader.text(reader.lengthEnd(end));
    else {
      if (reader.field === STREAM.entries) entries++;
      reader.skip(end);
    }
  }
  const { labels, fault } = parseLabels(text);
  if (!labels || labels.length === 0) {
    collector.reject(Math.max(1, entries), labels ? NO_LABELS : `error parsing labels ${text}: ${fault}`);
    return;
  }
  const sorted = sortedLabels(labels);
  const stream = collector.open(labelProducer(sorted), sorted);
  reader.pos = start;
  while (reader.next(end)) {
    if (reader.field === STREAM.entries) readEntry(reader, reader.lengthEnd(end), stream, collector);
    else reader.skip(end);
  }
}

function readEntry(reader: WireReader, end: number, stream: DecodedStream, collector: LogCollector): void {
  let time = 0n;
  let line = '';
  const metadata: Attributes = [];
  while (reader.next(end)) {
    if (reader.field === ENTRY.timestamp) time = readTimestamp(reader, reader.lengthEnd(end));
    else if (reader.field === ENTRY.line) line = reader.text(reader.lengthEnd(end));
    else if (reader.field === ENTRY.metadata) metadata.push(readPair(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
  if (time < 0n || time > LATEST) collector.reject(1, 'an entry has a time outside 1970 to 2262');
  else addEntry(collector, stream, time, line, metadata);
}

/** google.protobuf.Timestamp. */
function readTimestamp(reader: WireReader, end: number): bigint {
  let seconds = 0n;
  let nanos = 0n;
  while (reader.next(end)) {
    reader.expect(WireType.varint);
    const value = reader.int64(end);
    if (reader.field === 1) seconds = value;
    else if (reader.field === 2) nanos = value;
  }
  return seconds * NANOS + nanos;
}

function readPair(reader: WireReader, end: number): [string, string] {
  let name = '';
  let value = '';
  while (reader.next(end)) {
    if (reader.field === 1) name = reader.text(reader.lengthEnd(end));
    else if (reader.field === 2) value = reader.text(reader.lengthEnd(end));
    else reader.skip(end);
  }
  return [name, value];
}
