import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LogFacts } from '../../../electron/engine/formats/log-facts.ts';
import { logFormats } from '../../../shared/log-format/formats.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import type { ParsedLog } from '../../../shared/log-format/parsed-log.ts';
import { severityLevel, severityLevels } from '../../../shared/model/log-record.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { joinText } from '../logs/door/join-text.ts';

const rows = readFileSync(new URL('./corpus-logs.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' | '));

function counts(names: readonly string[], order: readonly string[]): string {
  const found = order.filter((name) => names.includes(name));
  return found.map((name) => `${name} ${names.filter((one) => one === name).length}`).join(' ');
}

const isoOf = (nanos: bigint | null | undefined, shape: string): string => {
  if (nanos === null || nanos === undefined) return '-';
  const text = new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, -1);
  return shape.startsWith('*') ? `*${text.slice(4)}` : text;
};

const recordsOf = (name: string): string[] =>
  joinText(readCorpus(`logs/${name}`).toString()).filter((text) => text.trim() !== '');

function said(records: ParsedLog[], [name, , , first, last]: string[]): string {
  const times = records.map((record) => record.timeUnixNano).filter((time) => time !== null);
  const levels = records.map((record) => severityLevel(record.severityNumber));
  const formats = records.map((record) => record.format);
  const inOrder = [...new Set(formats)];
  return [
    ...[name, records.length, times.length, isoOf(times[0], first ?? ''), isoOf(times.at(-1), last ?? '')],
    ...[counts(levels, severityLevels), records.filter((record) => record.exception).length],
    counts(formats, inOrder),
  ].join(' | ');
}

test.runIf(hasCorpus).each(rows)('the records of %s say what is in the file', (...row) => {
  expect(
    said(
      recordsOf(row[0] as string).map((text) => parseLog(text)),
      row,
    ),
  ).toBe(row.join(' | '));
});

test.runIf(hasCorpus)('the bytes say of every record of every file what its text says', () => {
  for (const [name = ''] of rows) {
    const facts = new LogFacts();
    for (const text of recordsOf(name)) {
      const bytes = Buffer.from(text);
      facts.read(bytes, 0, bytes.length);
      const format = logFormats[facts.format] ?? 'unknown';
      const record = parseLog(text, format);
      const nanos = facts.seconds < 0 ? null : BigInt(facts.seconds) * 1_000_000_000n + BigInt(facts.nanos);
      expect({ name, text, severity: facts.severity, nanos, format }).toEqual({
        ...{ name, text, severity: record.severityNumber, nanos: record.timeUnixNano, format: record.format },
      });
    }
  }
});
