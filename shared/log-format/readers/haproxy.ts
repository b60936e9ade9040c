import { behindDigits, behindToken, hasText, indexOfByte, isDigit, isName, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { plainValue, unquoted } from '../pairs.ts';
import type { ParsedLog } from '../parsed-log.ts';
import type { TextReader } from '../text-reader.ts';
import { readTime } from '../time-bytes.ts';
import { syslog } from './syslog.ts';

/** HAProxy's traffic logs (configuration manual, section 8.2), behind a syslog header or bare, and its notices. */
export const haproxy: TextReader = {
  format: 'haproxy',
  read(bytes, start, end, head) {
    if (readTraffic(bytes, start, end, head)) return true;
    if (!syslog.read(bytes, start, end, head)) {
      head.notSyslog = true;
      return false;
    }
    if (!isProxy(bytes, head)) return false;
    readTraffic(bytes, head.messageStart, end, head);
    return true;
  },
  finish: addColumns,
};

function isProxy(bytes: Uint8Array, head: LogHead): boolean {
  for (let i = 0; i < head.parts; i++) {
    if (head.partNames[i] === 'app')
      return hasText(
        bytes,
        head.partRanges[2 * i] as number,
        head.partRanges[2 * i + 1] as number,
        'haproxy',
      );
  }
  return false;
}

/** `IP:PORT [25/Feb/2019:16:19:48.143] frontend backend/server …`; the time is when the connection was accepted. */
function readTraffic(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const to = behindToken(bytes, start, Math.min(end, start + 64));
  const portAt = lastColon(bytes, start, to);
  if (portAt < 0 || behindDigits(bytes, portAt + 1, to) !== to || portAt + 1 === to) return false;
  if (!hasText(bytes, to, end, ' [') || !isDigit(bytes[to + 2] as number)) return false;
  const [seconds, nanos] = [head.seconds, head.nanos];
  const time = readTime(bytes, to + 2, end, head);
  if (time < 0 || bytes[time] !== 0x5d || !isName(bytes[time + 2] as number) || time + 2 >= end) {
    head.seconds = seconds;
    head.nanos = nanos;
    return false;
  }
  head.part('remote_addr', start, portAt);
  head.part('remote_port', portAt + 1, to);
  const from = skipBlanks(bytes, time + 1, end);
  head.pairsStart = from;
  head.pairsEnd = end;
  const quote = indexOfByte(bytes, 0x22, from, end);
  head.message(quote < 0 ? from : quote, end);
  return true;
}

function lastColon(bytes: Uint8Array, start: number, end: number): number {
  for (let at = end - 1; at > start; at--) if (bytes[at] === 0x3a) return at;
  return -1;
}

const timers = ['time_request', 'time_queue', 'time_connect', 'time_response', 'duration_ms'];
const tcpTimers = ['time_queue', 'time_connect', 'duration_ms'];
const MOST_TEXT = 8192;

/** Names the columns: timers, status, bytes and request of HTTP, or the shorter ones of TCP; errors have only a text. */
function addColumns(text: string, head: LogHead, record: ParsedLog): void {
  if (head.pairsEnd === 0) {
    syslog.finish?.(text, head, record);
    return;
  }
  const columns = text.slice(head.pairsStart, Math.min(head.pairsEnd, head.pairsStart + MOST_TEXT));
  const words = columns.split(' ', 16);
  const [frontend = '', target = '', times = ''] = words;
  if (!/^[-+\d]+(?:\/[-+\d]+)+$/.test(times)) {
    // `frontend/listener: SSL handshake failure`
    record.fields.push(['frontend', frontend.replace(/:$/, '')]);
    record.message = columns.slice(frontend.length).trim();
    return;
  }
  const [backend = '', server = ''] = target.split('/', 2);
  add(record, 'frontend', frontend.replace(/~$/, ''));
  add(record, 'backend', backend);
  add(record, 'server', server);
  const parts = times.split('/', 5);
  for (const [i, name] of (parts.length === 5 ? timers : tcpTimers).entries())
    add(record, name, parts[i] ?? '');
  const http = parts.length === 5;
  if (http) add(record, 'status', words[3] ?? '');
  add(record, 'bytes', words[http ? 4 : 3] ?? '');
  add(record, 'termination_state', words[http ? 7 : 4] ?? '');
  if (http) addRequest(record, columns);
}

function addRequest(record: ParsedLog, columns: string): void {
  const quote = columns.indexOf('"');
  if (quote < 0) return;
  const request = unquoted(columns.slice(quote));
  const [method = '', path = '', protocol = ''] = request.split(' ', 3);
  add(record, 'method', method);
  add(record, 'path', path);
  add(record, 'protocol', protocol);
  record.message = request;
}

function add(record: ParsedLog, name: string, value: string): void {
  if (value === '' || value === '-') return;
  record.fields.push([name, plainValue(value.replace(/^\+/, ''))]);
}
