import { behindDigits, behindToken, isDigit, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { behindQuoted, pairsOf, plainValue, unquoted } from '../pairs.ts';
import type { ParsedLog } from '../parsed-log.ts';
import type { TextReader } from '../text-reader.ts';
import { readTime } from '../time-bytes.ts';

/** The time's bracket stands within so many bytes. */
const HEAD = 320;

/**
 * `HOST IDENT USER [TIME] "REQUEST" STATUS BYTES "REFERER" "AGENT" …`: the common and combined formats of Apache and
 * nginx, with a virtual host in front and more values behind where they stand.
 */
export const access: TextReader = {
  format: 'access',
  read(bytes, start, end, head) {
    const open = bracketOf(bytes, start, end);
    if (open < 0) return false;
    const time = readTime(bytes, open + 1, end, head);
    if (time < 0 || head.seconds < 0 || bytes[time] !== 0x5d || bytes[time + 2] !== 0x22) return false;
    if (!readClient(bytes, start, open, head)) return false;
    const request = time + 2;
    const behind = behindQuoted(bytes, request, end);
    const status = skipBlanks(bytes, behind, end);
    const statusEnd = behindDigits(bytes, status, end);
    if (statusEnd - status !== 3) return false;
    readRequest(bytes, request + 1, behind - 1, head);
    head.part('status', status, statusEnd);
    head.severity = severityOfStatus(bytes[status] as number);
    const size = skipBlanks(bytes, statusEnd, end);
    const sizeEnd = behindToken(bytes, size, end);
    if (isDigit(bytes[size] as number)) head.part('bytes', size, sizeEnd);
    head.message(request, sizeEnd > size ? sizeEnd : statusEnd);
    readAgent(bytes, sizeEnd, end, head);
    return true;
  },
  finish: addExtras,
};

/**
 * A line that names no level has that of its answer, so that failing requests are found among others: errors of the
 * server are errors, those of the client warnings, as lnav and most dashboards take them.
 */
const severityOfStatus = (firstDigit: number): number =>
  firstDigit >= 0x35 ? 17 : firstDigit === 0x34 ? 13 : 9;

/** Place of the bracket that a day follows, behind at least three words. */
function bracketOf(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start] as number) <= 0x20 || bytes[start] === 0x5b || bytes[start] === 0x3c) return -1;
  const to = Math.min(end - 20, start + HEAD);
  let words = 0;
  for (let at = start + 1; at < to; at++) {
    if (bytes[at] !== 0x20) continue;
    words++;
    if (bytes[at + 1] === 0x5b) return words >= 2 && isDigit(bytes[at + 2] as number) ? at + 1 : -1;
    if (words > 5) return -1;
  }
  return -1;
}

const clientNames = ['remote_addr', 'remote_ident', 'remote_user'];

/** `[VHOST] HOST IDENT USER `; a hyphen is none. */
function readClient(bytes: Uint8Array, start: number, open: number, head: LogHead): boolean {
  let words = 0;
  for (let at = start; at < open; at++) if (bytes[at] === 0x20) words++;
  let name = 0;
  let at = start;
  if (words === 4) {
    const to = behindToken(bytes, at, open);
    head.part('vhost', at, to);
    at = to + 1;
  }
  for (; name < 3 && at < open; name++) {
    const to = name === 2 ? open - 1 : behindToken(bytes, at, open);
    if (to - at !== 1 || bytes[at] !== 0x2d) head.part(clientNames[name] as string, at, to);
    at = to + 1;
  }
  return name === 3;
}

/** `GET /path HTTP/1.1`; anything else, such as the bytes of a TLS greeting, is the request as it is. */
function readRequest(bytes: Uint8Array, from: number, to: number, head: LogHead): void {
  const method = behindToken(bytes, from, to);
  let protocol = to;
  while (protocol > method && bytes[protocol - 1] !== 0x20) protocol--;
  if (method === from || method >= to) {
    head.part('request', from, to);
    return;
  }
  const versioned = protocol > method + 1 && bytes[protocol] === 0x48;
  head.part('method', from, method);
  head.part('path', method + 1, versioned ? protocol - 1 : to);
  if (versioned) head.part('protocol', protocol, to);
}

function readAgent(bytes: Uint8Array, at: number, end: number, head: LogHead): void {
  let next = skipBlanks(bytes, at, end);
  for (const name of agentNames) {
    if (bytes[next] !== 0x22 || next >= end) break;
    const to = behindQuoted(bytes, next, end);
    if (to - next !== 3 || bytes[next + 1] !== 0x2d) head.part(name, next + 1, to - 1);
    next = skipBlanks(bytes, to, end);
  }
  if (next < end) {
    head.pairsStart = next;
    head.pairsEnd = end;
  }
}

const agentNames = ['referer', 'user_agent'];

const MOST_EXTRAS = 24;
/** What ingress-nginx writes behind the agent, in its order. */
const ingressNames = [
  'request_length',
  'request_time',
  'upstream_name',
  'upstream_alternative',
  'upstream_addr',
  'upstream_response_length',
  'upstream_response_time',
  'upstream_status',
  'request_id',
];

/** Values behind the agent: `key=value`, a forwarded address in quotes, seconds with decimals, ingress-nginx's own. */
function addExtras(text: string, head: LogHead, record: ParsedLog): void {
  for (const field of record.fields) {
    const value = field[1];
    if (typeof value === 'string' && value.includes('\\')) field[1] = value.replace(/\\(["\\])/g, '$1');
  }
  if (head.pairsEnd === 0) return;
  const extras = text.slice(head.pairsStart, head.pairsEnd);
  const words = extras.match(/"(?:[^"\\]|\\.)*"|\S+/g)?.slice(0, MOST_EXTRAS) ?? [];
  if (words.length === ingressNames.length && words[2]?.startsWith('[') && /^\d+$/.test(words[0] as string)) {
    for (const [i, word] of words.entries()) {
      const value = word.replace(/^\[(.*)\]$/, '$1');
      if (value !== '' && value !== '-') record.fields.push([ingressNames[i] as string, plainValue(value)]);
    }
    return;
  }
  // nginx' configurations often quote numbers, for a value may be a list.
  if (extras.includes('=')) {
    for (const [key, value] of pairsOf(extras))
      record.fields.push([key, typeof value === 'string' ? plainValue(value) : value]);
  }
  let times = 0;
  for (const word of words) {
    if (/^\d+\.\d+$/.test(word)) record.fields.push([timeNames[times++] ?? `time_${times}`, Number(word)]);
    else if (/^"[\da-fA-F:.][\d a-fA-F:.,]*"$/.test(word))
      record.fields.push(['forwarded_for', unquoted(word)]);
  }
}

const timeNames = ['request_time', 'upstream_response_time'];
