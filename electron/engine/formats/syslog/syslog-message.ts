import type { Attributes } from '../../../../shared/model/attributes.ts';
import { textToUnixNano } from '../times.ts';
import { readBsdTime } from './bsd-time.ts';
import { readStructuredData } from './structured-data.ts';

/** A message of RFC 5424 or RFC 3164. Texts are empty where it says nothing. */
export interface SyslogMessage {
  /** Null where there is no priority. */
  facility: string | null;
  /** 0 emergency to 7 debug; null where there is no priority. */
  severity: number | null;
  /** Of RFC 5424; 0 for what is in no version of it. */
  version: number;
  timeUnixNano: bigint | null;
  hostname: string;
  appName: string;
  procId: string;
  msgId: string;
  /** Parameters as `id.name`; an element without any as its id. */
  structured: Attributes;
  message: string;
}

/** By code (RFC 5424, 6.2.1). */
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const MOST_PRIORITY = 191;
const PRIORITY = /^<(\d{1,3})>/;
const VERSION = /^([1-9]\d{0,2})(?: |$)/;
const NIL = '-';
const BOM = '\ufeff';

/** @param nowMs when it came: of a time without a year, or without a zone, it is the nearest that is meant */
export function parseSyslog(text: string, nowMs: number): SyslogMessage {
  const message: SyslogMessage = {
    facility: null,
    severity: null,
    version: 0,
    timeUnixNano: null,
    hostname: '',
    appName: '',
    procId: '',
    msgId: '',
    structured: [],
    message: text,
  };
  const priority = PRIORITY.exec(text);
  const code = Number(priority?.[1] ?? Number.NaN);
  if (!priority || code > MOST_PRIORITY) return readBsd(message, text, nowMs);
  message.facility = FACILITIES[code >> 3] ?? null;
  message.severity = code & 7;
  const rest = text.slice(priority[0].length);
  const version = VERSION.exec(rest);
  if (version && readStandard(message, rest.slice(version[0].length))) {
    message.version = Number(version[1]);
    return message;
  }
  return readBsd(message, rest, nowMs);
}

/** What stands behind the version (RFC 5424, 6). False where it is no such header, and nothing is read then. */
function readStandard(message: SyslogMessage, header: string): boolean {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < 5 && at < header.length) {
    const end = header.indexOf(' ', at);
    fields.push(header.slice(at, end < 0 ? header.length : end));
    at = end < 0 ? header.length : end + 1;
  }
  const [time = NIL, hostname = NIL, appName = NIL, procId = NIL, msgId = NIL] = fields;
  const timeUnixNano = time === NIL ? null : timeOf(time);
  if (timeUnixNano === undefined) return false;
  const said = (field: string) => (field === NIL ? '' : field);
  message.timeUnixNano = timeUnixNano;
  message.hostname = said(hostname);
  message.appName = said(appName);
  message.procId = said(procId);
  message.msgId = said(msgId);
  const { structured, end } = readStructuredData(header, at);
  message.structured = structured;
  const body = header.slice(header[end] === ' ' ? end + 1 : end);
  message.message = body.startsWith(BOM) ? body.slice(1) : body;
  return true;
}

function timeOf(text: string): bigint | undefined {
  try {
    return textToUnixNano(text, '');
  } catch {
    // No time where the standard has one: it is another format.
    return undefined;
  }
}

/** `tag[pid]: ` in front of the text (RFC 3164, 4.1.3); a tag has no spaces in it. */
const TAG = /^([^\s:[\]]{1,64})(?:\[([^\]\s]{0,64})\])?:(?: |$)/;
/** A tag alone with its process: `app[12] text`. */
const BARE_TAG = /^([^\s:[\]]{1,64})\[([^\]\s]{1,64})\] /;
const HOST = /^([^\s[\]]{1,255}?) +/;

/**
 * What stands behind the priority (RFC 3164, 4.1): time, host and tag, each of which senders leave out. What is none
 * of them is the message.
 */
function readBsd(message: SyslogMessage, text: string, nowMs: number): SyslogMessage {
  const time = readBsdTime(text, nowMs);
  message.timeUnixNano = time?.timeUnixNano ?? null;
  let rest = time ? text.slice(time.end) : text;
  // Without a time the first word may be anything.
  const host = time && !TAG.test(rest) && !BARE_TAG.test(rest) ? HOST.exec(rest) : null;
  if (host) {
    message.hostname = host[1] === NIL ? '' : (host[1] ?? '');
    rest = rest.slice(host[0].length);
  }
  const tag = time || message.severity !== null ? (TAG.exec(rest) ?? BARE_TAG.exec(rest)) : null;
  message.appName = tag?.[1] ?? '';
  message.procId = tag?.[2] ?? '';
  message.message = tag ? rest.slice(tag[0].length) : rest;
  return message;
}
