import { behindToken, hasText, isDigit, isLetter, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { plainValue } from '../pairs.ts';
import type { ParsedLog } from '../parsed-log.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

const directives = [
  '#Software:',
  '#Version:',
  '#Fields:',
  '#Date:',
  '#Start-Date:',
  '#End-Date:',
  '#Remark:',
];

/**
 * The W3C extended log format as IIS writes it: `date time s-ip cs-method cs-uri-stem …`. A line is read by itself,
 * so its columns are named as IIS orders them by default, by how many there are; columns of another count and the
 * ones behind the ninth are numbered.
 */
export const w3c: TextReader = {
  format: 'w3c',
  read(bytes, start, end, head) {
    if (bytes[start] === 0x23) return directives.some((directive) => hasText(bytes, start, end, directive));
    if (!isDigit(bytes[start] as number)) return false;
    const time = readStartTime(bytes, start, end, head);
    if (time < 0 || bytes[time] !== 0x20) return false;
    const host = skipBlanks(bytes, time, end);
    const method = behindToken(bytes, host, end);
    if (!isAddress(bytes, host, method) || bytes[method] !== 0x20) return false;
    const methodEnd = behindToken(bytes, method + 1, end);
    if (!isCapitals(bytes, method + 1, methodEnd) || !hasText(bytes, methodEnd, end, ' /')) return false;
    head.pairsStart = host;
    head.pairsEnd = end;
    head.message(method + 1, behindToken(bytes, methodEnd + 1, end));
    return true;
  },
  finish: addColumns,
};

function isAddress(bytes: Uint8Array, from: number, to: number): boolean {
  let separators = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2e || byte === 0x3a) separators++;
    else if (!isDigit(byte) && !((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)) return false;
  }
  return separators >= 2;
}

function isCapitals(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (!isLetter(bytes[at] as number) || (bytes[at] as number) >= 0x61) return false;
  return to - from >= 3 && to - from < 12;
}

const opening = [
  'server_addr',
  'method',
  'path',
  'query',
  'server_port',
  'remote_user',
  'remote_addr',
  'user_agent',
];
const closing = ['status', 'substatus', 'win32_status', 'duration_ms'];
/** IIS' default columns behind date and time, and the same with Host; older ones have no Referer. */
const orders = new Map([
  [12, [...opening, ...closing]],
  [13, [...opening, 'referer', ...closing]],
  [14, [...opening, 'referer', 'host', ...closing]],
]);
const MOST_COLUMNS = 64;

function addColumns(text: string, head: LogHead, record: ParsedLog): void {
  if (head.pairsEnd === 0) return;
  const columns = text.slice(head.pairsStart, head.pairsEnd).match(/"(?:[^"]|"")*"|\S+/g) ?? [];
  const names = orders.get(columns.length) ?? opening.slice(0, 7);
  for (const [i, column] of columns.slice(0, MOST_COLUMNS).entries()) {
    if (column === '-') continue;
    const quoted = column.startsWith('"');
    const value = quoted ? column.slice(1, -1).replaceAll('""', '"') : plainValue(column);
    record.fields.push([names[i] ?? `column_${i + 3}`, value]);
  }
}
