import { type Attributes, attributeText } from '../../../../shared/model/attributes.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { FormatFault, faultText } from '../fault.ts';
import { malformed, parseJsonBody } from '../json-body.ts';
import { isObject, type JsonObject, listOrEmpty, own, requireObject } from '../json-values.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodedStream, type LogsResult, tooManyRecords } from '../logs/decoded-logs.ts';
import { LogCollector } from '../logs/log-collector.ts';
import { textToUnixNano } from '../times.ts';
import { addEntry, labelProducer, NO_LABELS, sortedLabels } from './entry.ts';
import { parseLabels } from './labels.ts';

const LATEST = 2n ** 63n - 1n;

/**
 * A push request in JSON (Loki HTTP API, "Ingest logs"), and the one of `/api/prom/push` before it. One entry that
 * cannot be read refuses the whole, as Loki does; a stream without labels only itself.
 */
export function decodePushJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): LogsResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const collector = new LogCollector(limits);
  try {
    const root = requireObject(document.value, '', 'an object with streams');
    const streams = listOrEmpty(own(root, 'streams'), 'streams');
    if (streams.reduce<number>((sum, stream) => sum + entriesOf(stream).length, 0) > limits.items) {
      return err(tooManyRecords(limits.items));
    }
    for (const [i, stream] of streams.entries()) addStream(stream, `streams[${i}]`, collector);
  } catch (error) {
    if (error instanceof FormatFault) return err(malformed(faultText(error.toFault())));
    throw error;
  }
  return ok(collector.finish());
}

function entriesOf(stream: unknown): readonly unknown[] {
  if (!isObject(stream)) return [];
  const entries = own(stream, 'values') ?? own(stream, 'entries');
  return Array.isArray(entries) ? entries : [];
}

function addStream(value: unknown, path: string, collector: LogCollector): void {
  const object = requireObject(value, path);
  const values = listOrEmpty(own(object, 'values'), `${path}.values`);
  const entries = listOrEmpty(own(object, 'entries'), `${path}.entries`);
  const labels = sortedLabels(labelsOf(object, path));
  if (labels.length === 0) {
    collector.reject(Math.max(1, values.length + entries.length), NO_LABELS);
    return;
  }
  const stream = collector.open(labelProducer(labels), labels);
  for (const [i, item] of values.entries()) addValue(item, `${path}.values[${i}]`, stream, collector);
  for (const [i, item] of entries.entries()) addOldEntry(item, `${path}.entries[${i}]`, stream, collector);
}

function labelsOf(object: JsonObject, path: string): Attributes {
  const text = own(object, 'labels');
  if (typeof text !== 'string') return textPairs(own(object, 'stream'), `${path}.stream`);
  const { labels, fault } = parseLabels(text);
  if (labels) return labels;
  throw new FormatFault(`${path}.labels`, `labels (${fault})`, text);
}

/** `[time, line]` or `[time, line, structured metadata]`. */
function addValue(value: unknown, path: string, stream: DecodedStream, collector: LogCollector): void {
  if (!Array.isArray(value) || value.length < 2) throw new FormatFault(path, '[time, line]', value);
  const [time, line, metadata] = value as unknown[];
  if (typeof line !== 'string') throw new FormatFault(`${path}[1]`, 'a string', line);
  addEntry(collector, stream, nanoseconds(time, `${path}[0]`), line, textPairs(metadata, `${path}[2]`));
}

function addOldEntry(value: unknown, path: string, stream: DecodedStream, collector: LogCollector): void {
  const entry = requireObject(value, path);
  const line = own(entry, 'line');
  if (typeof line !== 'string') throw new FormatFault(`${path}.line`, 'a string', line);
  const time = own(entry, 'ts') ?? own(entry, 'timestamp');
  const nanos =
    typeof time === 'string' && time.includes('T')
      ? textToUnixNano(time, `${path}.ts`)
      : nanoseconds(time, `${path}.ts`);
  addEntry(collector, stream, nanos, line, []);
}

function nanoseconds(value: unknown, path: string): bigint {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  if (isWhole || (typeof value === 'string' && /^\d{1,19}$/.test(value))) {
    const time = BigInt(value as string | number | bigint);
    if (time >= 0n && time <= LATEST) return time;
  }
  throw new FormatFault(path, 'nanoseconds since 1970 as a string', value);
}

/** Names and texts; values that senders leave as numbers or booleans are written out, and null is none. */
function textPairs(value: unknown, path: string): Attributes {
  if (value === undefined || value === null) return [];
  const object = requireObject(value, path);
  const pairs: Attributes = [];
  for (const key of Object.keys(object)) {
    const text = object[key];
    if (typeof text === 'string') pairs.push([key, text]);
    else if (typeof text === 'number' || typeof text === 'boolean') pairs.push([key, attributeText(text)]);
    else if (text !== null) throw new FormatFault(`${path}.${key}`, 'a string', text);
  }
  return pairs;
}
