import { syslogSeverity } from '../../../../shared/log-format/severity.ts';
import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import type { FileLogRecord } from './log-file-reader.ts';

export type JournalField = [name: string, value: string];

const MICROS = /^\d{1,17}$/;

/**
 * An entry of the systemd journal (systemd.journal-fields). The time is that of the program where the entry has it,
 * else that at which the journal took it. Fields with two underscores are addresses within the journal.
 */
export function journalRecord(fields: readonly JournalField[]): FileLogRecord {
  const first = (name: string) => fields.find(([key]) => key === name)?.[1] ?? '';
  const time = [first('_SOURCE_REALTIME_TIMESTAMP'), first('__REALTIME_TIMESTAMP')].find((text) =>
    MICROS.test(text),
  );
  const priority = first('PRIORITY');
  return {
    timeUnixNano: time === undefined ? null : BigInt(time) * 1_000n,
    severityNumber: /^[0-7]$/.test(priority) ? syslogSeverity(Number(priority)) : 0,
    body: first('MESSAGE'),
    attributes: attributesOf(fields),
    service: first('SYSLOG_IDENTIFIER') || first('_SYSTEMD_UNIT') || first('_COMM'),
  };
}

/** A field may come several times. */
function attributesOf(fields: readonly JournalField[]): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const [name, value] of fields) {
    if (name === 'MESSAGE' || name.startsWith('__')) continue;
    const before = attributes.get(name);
    if (before === undefined) attributes.set(name, value);
    else attributes.set(name, [...(Array.isArray(before) ? before : [before]), value]);
  }
  return [...attributes];
}
