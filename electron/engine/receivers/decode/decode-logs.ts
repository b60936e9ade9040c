import type { Result } from '../../../../shared/util/result.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { bulkAnswer, documentAnswer } from '../../formats/elastic/answers.ts';
import { decodeBulk, decodeDocument } from '../../formats/elastic/bulk.ts';
import { filterPath } from '../../formats/elastic/filter-path.ts';
import type { DecodeLimits } from '../../formats/limits.ts';
import type { DecodedLogs } from '../../formats/logs/decoded-logs.ts';
import { decodePushJson } from '../../formats/loki/push-json.ts';
import { decodePushProtobuf } from '../../formats/loki/push-protobuf.ts';
import { decodeLogsJson } from '../../formats/otlp/logs/logs-json.ts';
import { decodeLogsProtobuf } from '../../formats/otlp/logs/logs-protobuf.ts';
import { unpackSnappy } from '../../formats/snappy-block.ts';
import type { Compression } from '../request-body.ts';
import type { BodyRefusal } from './decode-traces.ts';
import { decompress } from './decompress.ts';

/** One entry a wire format. */
const logDecoders = {
  'otlp-protobuf': decodeLogsProtobuf,
  'otlp-json': decodeLogsJson,
  'loki-json': decodePushJson,
  'loki-snappy': decodePushSnappy,
  'elasticsearch-bulk': decodeElasticBulk,
  'elasticsearch-document': decodeElasticDocument,
} satisfies Record<string, (bytes: Uint8Array, limits: DecodeLimits, task: LogsTask) => LogDecodeResult>;

export type LogEncoding = keyof typeof logDecoders;

type LogDecodeResult = Result<AnsweredLogs, BodyRefusal>;

/** Records, and for a protocol that answers item by item the answer, ready to be sent once they are stored. */
export interface AnsweredLogs extends DecodedLogs {
  answer?: ItemsAnswer;
}

export interface ItemsAnswer {
  /** The status of a request for one item. */
  status: number;
  json: string;
}

/** Log records as a receiver got them. */
export interface LogsBody {
  bytes: Uint8Array<ArrayBuffer>;
  compression: Compression | null;
  encoding: LogEncoding;
  target?: DocumentTarget;
}

/** What a request to Elasticsearch names beside its body. */
export interface DocumentTarget {
  /** Empty for none. */
  index: string;
  /** Null for one to be made up. */
  id: string | null;
  /** `filter_path`; empty for all. */
  filter: string;
}

export interface LogsTask extends LogsBody {
  /** After decompression. */
  mostBytes: number;
  limits: DecodeLimits;
}

/** From the bytes of a request to records. */
export function decodeLogs(task: LogsTask): LogDecodeResult {
  const plain = decompress(task.bytes, task.compression, task.mostBytes);
  if (!plain.ok) return err(plain.error);
  return logDecoders[task.encoding](plain.value, task.limits, task);
}

function decodePushSnappy(bytes: Uint8Array, limits: DecodeLimits, { mostBytes }: LogsTask): LogDecodeResult {
  const plain = unpackSnappy(bytes, mostBytes);
  return plain.ok ? decodePushProtobuf(plain.value, limits) : err(plain.error);
}

const NO_TARGET: DocumentTarget = { index: '', id: null, filter: '' };

function decodeElasticBulk(
  bytes: Uint8Array,
  limits: DecodeLimits,
  { target = NO_TARGET }: LogsTask,
): LogDecodeResult {
  const startedMs = performance.now();
  const decoded = decodeBulk(bytes, limits, target.index);
  if (!decoded.ok) return decoded;
  const { items, ...logs } = decoded.value;
  const answer = bulkAnswer(items, performance.now() - startedMs);
  const filtered = target.filter === '' ? answer : filterPath(answer, target.filter);
  return ok({ ...logs, answer: { status: 200, json: JSON.stringify(filtered) } });
}

function decodeElasticDocument(
  bytes: Uint8Array,
  limits: DecodeLimits,
  { target = NO_TARGET }: LogsTask,
): LogDecodeResult {
  const decoded = decodeDocument(bytes, limits, target.index, target.id);
  if (!decoded.ok) return decoded;
  const { items, ...logs } = decoded.value;
  return ok({ ...logs, answer: documentAnswer(items[0]!) });
}
