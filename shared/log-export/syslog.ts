import type { LogRow } from '../contract/logs.ts';
import { type Attributes, attributeText } from '../model/attributes.ts';
import { severityLevel } from '../model/log-record.ts';
import type { LogLayout } from './layout.ts';
import { fieldsOf, parsed, rfc3339 } from './values.ts';

/** local0 */
const FACILITY = 16;
const NOTICE = 10;
/** By level; the numbers of RFC 5424, section 6.2.1. */
const severities = { fatal: 2, error: 3, warn: 4, info: 6, debug: 7, trace: 7, unknown: 6 } as const;

/** Longest parts of a header, in characters: section 6. */
const HOSTNAME = 255;
const APP_NAME = 48;
const PARAM_NAME = 32;
/** The enterprise number that RFC 5612 keeps for documentation. */
const SD_ID = 'trivet@32473';

/** RFC 5424, one message a line: line feeds in it are written `#012`, as rsyslog writes them. */
export function syslogLine(row: LogRow): string {
  const log = parsed(row);
  const level = severityLevel(row.severityNumber);
  const priority = FACILITY * 8 + (row.severityNumber === NOTICE ? 5 : severities[level]);
  const time = rfc3339(row.timeUnixNano, 6);
  const host = headerPart(row.container, HOSTNAME);
  const app = headerPart(row.service || row.container, APP_NAME);
  const ids: Attributes = [
    ...(row.traceId ? [['trace_id', row.traceId] as [string, string]] : []),
    ...(row.spanId ? [['span_id', row.spanId] as [string, string]] : []),
  ];
  const data = structuredData([...fieldsOf(row, log), ...ids]);
  const message = oneLine(log.message || row.body);
  return `<${priority}>1 ${time} ${host} ${app} - - ${data}${message ? ` ${message}` : ''}`;
}

export const syslogLayout: LogLayout = { start: '', row: (row) => `${syslogLine(row)}\n` };

const headerPart = (text: string, longest: number): string =>
  text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-';

/** A parameter's name may not hold `=`, space, `]` or `"`; in its value `"`, `\` and `]` are escaped. */
function structuredData(fields: Attributes): string {
  if (fields.length === 0) return '-';
  const parameters = fields.map(([key, value]) => {
    const name = key.replace(/[^\x21-\x7e]|[=\]"]/g, '_').slice(0, PARAM_NAME) || '_';
    return ` ${name}="${oneLine(attributeText(value)).replace(/["\\\]]/g, '\\$&')}"`;
  });
  return `[${SD_ID}${parameters.join('')}]`;
}

const oneLine = (text: string): string => text.replaceAll('\r', '#015').replaceAll('\n', '#012');
