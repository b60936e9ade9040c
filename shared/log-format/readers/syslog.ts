import {
  behindDigits,
  behindToken,
  hasText,
  isDigit,
  isLetter,
  isName,
  numberOf,
  skipBlanks,
} from '../bytes.ts';
import { findLevel } from '../free-level.ts';
import type { LogHead } from '../log-head.ts';
import { behindQuoted, cutBracketedPairs, unquoted } from '../pairs.ts';
import type { ParsedLog } from '../parsed-log.ts';
import { syslogSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime, readTime } from '../time-bytes.ts';

const facilities = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ');

/** `<PRI>` at the start, behind RFC 6587's octet count if one stands there. Answers the place behind it, or -1. */
export function readPriority(bytes: Uint8Array, start: number, end: number, head: LogHead): number {
  let at = start;
  if (isDigit(bytes[at] as number)) {
    at = behindDigits(bytes, at, Math.min(end, at + 8));
    if (bytes[at] !== 0x20) return -1;
    at++;
  }
  if (bytes[at] !== 0x3c) return -1;
  const to = behindDigits(bytes, at + 1, Math.min(end, at + 5));
  if (to === at + 1 || to >= end || bytes[to] !== 0x3e) return -1;
  const priority = numberOf(bytes, at + 1, to);
  if (priority > 191) return -1;
  head.level(syslogSeverity(priority), at + 1, to);
  return to + 1;
}

/** RFC 5424, RFC 3164 with and without a priority, and what rsyslog and logger make of them. */
export const syslog: TextReader = {
  format: 'syslog',
  read(bytes, start, end, head) {
    if (head.notSyslog) return false;
    const at = readPriority(bytes, start, end, head);
    if (at < 0) return readHeader(bytes, start, end, head, false);
    const version = behindDigits(bytes, at, Math.min(end, at + 4));
    if (version > at && version - at < 4 && bytes[at] !== 0x30) {
      if (version === end) {
        head.message(end, end);
        return true;
      }
      if (bytes[version] === 0x20 && read5424(bytes, version + 1, end, head)) return true;
    }
    return readHeader(bytes, at, end, head, true);
  },
  finish: addStructuredData,
};

const names5424 = ['host', 'app', 'pid', 'msgid'];

/** RFC 5424 section 6 behind the version: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]. */
function read5424(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  let at = start;
  if (bytes[at] === 0x2d && bytes[at + 1] === 0x20) at++;
  else {
    at = readTime(bytes, at, end, head);
    if (at < 0) return false;
  }
  for (const name of names5424) {
    if (bytes[at] !== 0x20) return false;
    const to = behindToken(bytes, at + 1, end);
    if (to === at + 1) return false;
    if (to - at !== 2 || bytes[at + 1] !== 0x2d) head.part(name, at + 1, to);
    at = to;
  }
  at++;
  if (at >= end) return false;
  const data = at;
  if (bytes[at] === 0x2d) at++;
  else {
    at = behindStructuredData(bytes, at, end);
    if (at < 0) return false;
    head.pairsStart = data;
    head.pairsEnd = at;
  }
  let message = skipBlanks(bytes, at, end);
  // A byte order mark says that the message is UTF-8; in a text it is one unit, and cut off there.
  if (isByteOrderMark(bytes, message, end)) message += 3;
  head.message(message, end);
  return true;
}

const isByteOrderMark = (bytes: Uint8Array, at: number, end: number): boolean =>
  at + 2 < end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

/** Elements `[id name="value" …]` one behind the other; -1 where they are not closed. */
function behindStructuredData(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === 0x5b) {
    while (at < end && bytes[at] !== 0x5d) at = bytes[at] === 0x22 ? behindQuoted(bytes, at, end) : at + 1;
    if (at >= end) return -1;
    at++;
  }
  return at > start ? at : -1;
}

/** `[TIME ][HOST ]TAG[PID]: message` of RFC 3164; without a priority, the time has to be there. */
function readHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  head: LogHead,
  prioritised: boolean,
): boolean {
  let at = start;
  const named = isLetter(bytes[at] as number);
  const time = prioritised ? readTime(bytes, at, end, head) : readStartTime(bytes, at, end, head);
  if (time < 0 || time >= end || bytes[time] !== 0x20) {
    if (!prioritised) return false;
    head.seconds = -1;
    return readTag(bytes, at, end, head);
  }
  if (!prioritised && !named && bytes[at + 10] !== 0x54) return false;
  at = skipBlanks(bytes, time + 1, end);
  if (named && hasText(bytes, at, end, '--- last message repeated ')) {
    head.message(at, end);
    return true;
  }
  const host = behindToken(bytes, at, end);
  let tagAt = skipBlanks(bytes, host, end);
  if (hasText(bytes, tagAt, end, '-- ')) tagAt += 3;
  // Without a host: the first word is the tag already.
  const last = bytes[host - 1];
  if (prioritised && (last === 0x3a || last === 0x5d) && readTag(bytes, at, end, head)) return true;
  if (host >= end || !isHost(bytes, at, host) || !readTag(bytes, tagAt, end, head)) {
    if (!prioritised) return false;
    if (isHost(bytes, at, host) && host < end) {
      head.part('host', at, host);
      head.message(tagAt, end);
    } else head.message(at, end);
    return true;
  }
  head.part('host', at, host);
  if (!prioritised) findLevel(bytes, head.messageStart, end, head);
  return true;
}

function isHost(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (!isName(byte) && byte !== 0x3a) return false;
  }
  return to > from && bytes[to - 1] !== 0x3a;
}

const LONGEST_TAG = 64;

/** `sshd[24200]: …`, `sshd(pam_unix)[19939]: …`, `kernel: …`. */
function readTag(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const limit = Math.min(end, start + LONGEST_TAG);
  let at = start;
  while (at < limit && isTagByte(bytes[at] as number)) at++;
  if (at === start) return false;
  const tag = at;
  at = behindVersion(bytes, at, limit);
  let pid = -1;
  if (bytes[at] === 0x5b) {
    pid = at + 1;
    while (at < limit && bytes[at] !== 0x5d && bytes[at] !== 0x20) at++;
    if (bytes[at] !== 0x5d) return false;
    at++;
  }
  if (bytes[at] !== 0x3a || at >= end || (at + 1 < end && bytes[at + 1] !== 0x20)) return false;
  head.part('app', start, tag);
  if (pid >= 0) head.part('pid', pid, at - 1);
  head.message(skipBlanks(bytes, at + 1, end), end);
  return true;
}

/** `syslogd 1.4.1: restart.` */
function behindVersion(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== 0x20 || !isDigit(bytes[at + 1] as number)) return at;
  let to = at + 1;
  while (to < limit && (isDigit(bytes[to] as number) || bytes[to] === 0x2e)) to++;
  return bytes[to] === 0x3a ? to : at;
}

const isTagByte = (byte: number): boolean =>
  isName(byte) || byte === 0x2f || byte === 0x28 || byte === 0x29 || byte === 0x40;

const MOST_PARAMETERS = 200;
const PARAMETER = /\[([^\s\]="]{1,64})|([^\s="\]]{1,64})=("(?:[^"\\\]]|\\.)*")/g;

function addStructuredData(text: string, head: LogHead, record: ParsedLog): void {
  if (record.message.startsWith('\ufeff')) record.message = record.message.slice(1);
  const severityAt = head.levelEnd > head.levelStart && text[head.levelStart - 1] === '<';
  if (severityAt) {
    const facility = facilities[Number(text.slice(head.levelStart, head.levelEnd)) >> 3];
    if (facility) record.fields.push(['facility', facility]);
    record.severityText = '';
  }
  if (head.pairsEnd === 0) return;
  let element = '';
  let parameters = 0;
  for (const match of text.slice(head.pairsStart, head.pairsEnd).matchAll(PARAMETER)) {
    if (++parameters > MOST_PARAMETERS) break;
    if (match[1] !== undefined) element = match[1];
    else record.fields.push([`${element}.${match[2]}`, unquoted(match[3] as string)]);
  }
}

/** `<6>message [k=v]`, as the kernel, systemd and some libraries write it. */
export const priority: TextReader = {
  format: 'priority',
  read(bytes, start, end, head) {
    if (!hasText(bytes, start, end, '<')) return false;
    const at = readPriority(bytes, start, end, head);
    if (at < 0) return false;
    head.message(skipBlanks(bytes, at, end), end);
    cutBracketedPairs(bytes, head);
    return true;
  },
  finish(_text, _head, record) {
    record.severityText = '';
  },
};
