/**
 * What journalctl prints, made by systemd's description of its export formats: a field with a newline in it is binary in
 * the one, and text that is not UTF-8 is an array of bytes in the other.
 */
type Entry = [name: string, value: string][];

export const journalEntries: Entry[] = [
  [
    ['__CURSOR', 's=39f4;i=1;b=7a;m=1;t=60a;x=1'],
    ['__REALTIME_TIMESTAMP', '1700000000123456'],
    ['__MONOTONIC_TIMESTAMP', '1234567'],
    ['_BOOT_ID', '7a1b3c5d7a1b3c5d7a1b3c5d7a1b3c5d'],
    ['PRIORITY', '6'],
    ['SYSLOG_IDENTIFIER', 'systemd'],
    ['_SYSTEMD_UNIT', 'init.scope'],
    ['_PID', '1'],
    ['MESSAGE', 'Started Session 12 of user anna.'],
  ],
  [
    ['__CURSOR', 's=39f4;i=2;b=7a;m=2;t=60b;x=2'],
    ['__REALTIME_TIMESTAMP', '1700000001000000'],
    ['PRIORITY', '3'],
    ['_SYSTEMD_UNIT', 'app'],
    ['MESSAGE', 'two\nlines'],
  ],
  [
    ['__CURSOR', 's=39f4;i=3;b=7a;m=3;t=60c;x=3'],
    ['__REALTIME_TIMESTAMP', '1700000002000000'],
    ['_SOURCE_REALTIME_TIMESTAMP', '1700000001500000'],
    ['PRIORITY', '5'],
    ['_COMM', 'cron'],
    ['SYSLOG_RAW', 'one'],
    ['SYSLOG_RAW', 'two'],
    ['MESSAGE', 'grüße = a=b'],
  ],
];

export function journalExport(): Buffer {
  const parts: Buffer[] = [];
  for (const entry of journalEntries) {
    for (const [name, value] of entry) {
      const data = Buffer.from(value);
      if (!value.includes('\n')) {
        parts.push(Buffer.from(`${name}=`), data, Buffer.from('\n'));
        continue;
      }
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(data.length));
      parts.push(Buffer.from(`${name}\n`), length, data, Buffer.from('\n'));
    }
    parts.push(Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}

export function journalJson(): string {
  const line = (entry: Entry) => {
    const fields = new Map<string, unknown>();
    for (const [name, value] of entry) {
      const before = fields.get(name);
      const shown = value.startsWith('grü') ? [...Buffer.from(value)] : value;
      fields.set(name, before === undefined ? shown : [before, shown].flat());
    }
    return JSON.stringify(Object.fromEntries(fields));
  };
  return `${journalEntries.map(line).join('\n')}\n`;
}
