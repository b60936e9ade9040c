import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { ParsedLog } from '../../../../shared/log-format/parsed-log.ts';
import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { embeddedJson, type JsonTree, nanoText } from '../log-text.ts';

/** The record as one tree: the object that its text is as it came, else what was read from the text. */
export function recordTree(row: LogRow, parsed: ParsedLog): JsonTree {
  const body = parsed.format === 'json' ? embeddedJson(row.body) : null;
  const traceId = row.traceId || parsed.traceId;
  const spanId = row.spanId || parsed.spanId;
  return tree([
    ['time', nanoText(row.timeUnixNano)],
    ['severity', row.severityText === '' ? null : row.severityText],
    ...(body === null ? ([['message', parsed.message || row.body]] as [string, JsonTree][]) : []),
    ...(body === null ? fieldsTree('fields', parsed.fields) : ([['body', body]] as [string, JsonTree][])),
    ...fieldsTree('attributes', row.attributes),
    [
      'from',
      tree([
        ['container', row.container],
        ['service', row.service === '' ? null : row.service],
        ['source', row.source],
        ['stream', row.stream === '' ? null : row.stream],
      ]),
    ],
    ...(traceId === '' ? [] : ([['trace_id', traceId]] as [string, JsonTree][])),
    ...(spanId === '' ? [] : ([['span_id', spanId]] as [string, JsonTree][])),
  ]);
}

const fieldsTree = (name: string, fields: Attributes): [string, JsonTree][] =>
  fields.length === 0 ? [] : [[name, tree(fields.map(([key, value]) => [key, valueTree(value)]))]];

/** Of entries and not by assignment: a key such as `__proto__` stays a key. */
const tree = (entries: [string, JsonTree][]): JsonTree => Object.fromEntries(entries);

function valueTree(value: AttributeValue): JsonTree {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(valueTree);
  if (value !== null && typeof value === 'object')
    return tree(value.pairs.map(([key, inner]) => [key, valueTree(inner)]));
  return value;
}
