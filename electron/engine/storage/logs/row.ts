import type { LogRow } from '../../../../shared/contract/logs.ts';
import { logFormats } from '../../../../shared/log-format/formats.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import { lineFlag } from '../../formats/line-sink.ts';
import { severityText, traceReference } from '../../formats/log-line.ts';
import type { BlockColumns } from './columns.ts';
import { type BlockExtras, decodeExtras } from './extras.ts';
import { formatPosition, type LinePosition } from './position.ts';
import type { StreamName } from './streams.ts';

const sourceNames = ['console', 'stdout', 'stderr', 'system'] as const;

/** A block's records with their text, stored or on their way there. */
export interface RecordSource {
  readonly columns: BlockColumns;
  readonly text: Buffer;
  readonly extras: BlockExtras | null;
}

/** A record as lists show it. Trace ids are the sender's where it named some, else those in the text. */
export function rowOf(
  position: LinePosition,
  { columns, text, extras }: RecordSource,
  index: number,
  { entity, container, service, source, labels }: StreamName,
): LogRow {
  const body = bodyAt(columns, text, index);
  const flags = columns.flags[index] as number;
  const severityNumber = columns.severities[index] as number;
  const beside = extras ? extras.of(index) : decodeExtras('');
  return {
    id: formatPosition(position),
    timeUnixNano: position.ns,
    severityNumber,
    severityText: severityText(severityNumber),
    body,
    format: logFormats[columns.formats[index] as number] ?? 'unknown',
    attributes: attributesOf(flags, beside.attributes, labels),
    ...(beside.traceId === '' ? traceReference(body) : { traceId: beside.traceId, spanId: beside.spanId }),
    entity,
    container,
    service,
    source,
    pattern: columns.patterns[index] as number,
    // Of Docker's frames only: what others send has no such streams.
    stream: source === 'docker' ? (sourceNames[columns.sources[index] as number] ?? '') : '',
    truncated: (flags & lineFlag.truncated) !== 0,
  };
}

export function bodyAt({ ends }: Pick<BlockColumns, 'ends'>, text: Buffer, index: number): string {
  const start = index === 0 ? 0 : (ends[index - 1] as number) + 1;
  return text.toString('utf8', start, ends[index] as number);
}

/** The record's own, then those of its stream that it does not have itself. */
function attributesOf(flags: number, own: Attributes, labels: Attributes): Attributes {
  const attributes: Attributes = [...own];
  const keys = new Set(own.map(([key]) => key));
  for (const label of labels) if (!keys.has(label[0])) attributes.push(label);
  if (flags & lineFlag.invalidUtf8) attributes.push(['log.invalid_utf8', true]);
  if (flags & lineFlag.gap) attributes.push(['trivet.gap', true]);
  return attributes;
}
