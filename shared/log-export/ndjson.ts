import type { LogRow } from '../contract/logs.ts';
import type { LogLayout } from './layout.ts';
import { jsonObject, levelOf, parsed, rfc3339 } from './values.ts';

/** Everything that is known of the record. `fields` were read from the body, `attributes` came beside it. */
export function logObject(row: LogRow): object {
  const { fields, message } = parsed(row);
  return {
    time: rfc3339(row.timeUnixNano, 9),
    level: levelOf(row),
    severityNumber: row.severityNumber,
    severityText: row.severityText,
    container: row.container,
    service: row.service,
    entity: row.entity,
    source: row.source,
    stream: row.stream,
    body: row.body,
    ...(message === row.body ? {} : { message }),
    ...(fields.length > 0 ? { fields: jsonObject(fields) } : {}),
    ...(row.attributes.length > 0 ? { attributes: jsonObject(row.attributes) } : {}),
    ...(row.traceId ? { traceId: row.traceId } : {}),
    ...(row.spanId ? { spanId: row.spanId } : {}),
    ...(row.truncated ? { truncated: true } : {}),
  };
}

/** One object a line. */
export const ndjsonLayout: LogLayout = {
  start: '',
  row: (row) => `${JSON.stringify(logObject(row))}\n`,
};
