import type { LogFormat } from '../../../shared/log-format/formats.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import type { AttributeValue } from '../../../shared/model/attributes.ts';

/** What a line is expected to say; what is left out is not looked at. */
export interface Said {
  format?: LogFormat;
  time?: string | null;
  severity?: number;
  message?: string;
  fields?: Record<string, AttributeValue>;
  exception?: [type: string, message: string] | null;
  trace?: string;
  repaired?: string | null;
}

/** The same things of the record that the line is read as. */
export function say(line: string, wanted: Said): Said {
  const record = parseLog(line);
  const time = record.timeUnixNano;
  const all: Required<Said> = {
    format: record.format,
    time: time === null ? null : new Date(Number(time / 1_000_000n)).toISOString(),
    severity: record.severityNumber,
    message: record.message,
    fields: Object.fromEntries(record.fields),
    exception: record.exception && [record.exception.type, record.exception.message],
    trace: `${record.traceId} ${record.spanId}`.trim(),
    repaired: record.repaired,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in wanted));
}
