import type { LogRow } from '../../../../shared/contract/logs.ts';
import { type LogFormat, logFormats } from '../../../../shared/log-format/formats.ts';
import { type TraceReference, traceReference } from '../../../../shared/log-format/trace-ids.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { LogSource } from '../../../../shared/model/log-record.ts';
import { lineFlag } from '../../formats/line-sink.ts';
import { severityText } from '../../formats/log-line.ts';
import type { BlockColumns } from './columns.ts';
import { type BlockExtras, decodeExtras, type RecordExtras } from './extras.ts';
import { formatPosition, type LinePosition } from './position.ts';
import type { StreamName } from './streams.ts';

const sourceNames = ['console', 'stdout', 'stderr', 'system'] as const;

/** A block's records with their text, stored or on their way there. */
export interface RecordSource {
  readonly columns: BlockColumns;
  readonly text: Buffer;
  readonly extras: BlockExtras | null;
}

/** A stream as its records are read: `format` is what the person chose instead of what was found for each. */
export type ReadStream = StreamName & { format?: LogFormat | null };

/** A record as lists show it. Trace ids are the sender's where it named some, else those in the text. */
export function rowOf(
  position: LinePosition,
  block: RecordSource,
  index: number,
  { entity, container, service, source, labels, format }: ReadStream,
): LogRow {
  const { columns, text } = block;
  const body = bodyAt(columns, text, index);
  const severityNumber = columns.severities[index] as number;
  const beside = besideOf(block, index, labels);
  return {
    id: formatPosition(position),
    timeUnixNano: position.ns,
    severityNumber,
    severityText: severityText(severityNumber),
    body,
    format: format ?? logFormats[columns.formats[index] as number] ?? 'unknown',
    attributes: beside.attributes,
    ...traceOf(beside, body),
    entity,
    container,
    service,
    source,
    pattern: columns.patterns[index] as number,
    stream: streamOfRecord(source, columns, index),
    truncated: ((columns.flags[index] as number) & lineFlag.truncated) !== 0,
  };
}

/** Of Docker's frames only, opened dumps of them too: what others send has no such streams. */
export const streamOfRecord = (
  source: LogSource,
  { sources }: Pick<BlockColumns, 'sources'>,
  index: number,
): LogRow['stream'] =>
  source === 'docker' || sources[index] !== 0 ? (sourceNames[sources[index] as number] ?? '') : '';

export function bodyAt({ ends }: Pick<BlockColumns, 'ends'>, text: Buffer, index: number): string {
  const start = index === 0 ? 0 : (ends[index - 1] as number) + 1;
  return text.toString('utf8', start, ends[index] as number);
}

export interface RecordBeside extends RecordExtras {
  /** Its own attributes, then its stream's that it does not have itself, then what reading it found. */
  attributes: Attributes;
  /** Those that came with it. */
  own: Attributes;
}

/** What is known of a record beside its text. */
export function besideOf({ columns, extras }: RecordSource, index: number, labels: Attributes): RecordBeside {
  const own = extras ? extras.of(index) : decodeExtras('');
  return {
    ...own,
    own: own.attributes,
    attributes: attributesOf(columns.flags[index] as number, own.attributes, labels),
  };
}

/** The trace that the sender named, else the one in the text. */
export const traceOf = (beside: RecordBeside, body: string): TraceReference =>
  beside.traceId === '' ? traceReference(body) : { traceId: beside.traceId, spanId: beside.spanId };

function attributesOf(flags: number, own: Attributes, labels: Attributes): Attributes {
  const attributes: Attributes = [...own];
  const keys = new Set(own.map(([key]) => key));
  for (const label of labels) if (!keys.has(label[0])) attributes.push(label);
  if (flags & lineFlag.invalidUtf8) attributes.push([flagKeys.invalidUtf8, true]);
  if (flags & lineFlag.gap) attributes.push([flagKeys.gap, true]);
  return attributes;
}

/** Attributes that tell how a record was read. */
export const flagKeys = { invalidUtf8: 'log.invalid_utf8', gap: 'trivet.gap' } as const;
