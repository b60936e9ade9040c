import { type Find, groupFinds, isLetterOrDigit } from './find.ts';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const KEY_TITLE = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /^-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const LONGEST_TITLE = 96;

/** PEM and OpenPGP blocks (RFC 7468, RFC 4880 section 6.2). One that does not end reaches to the text's end. */
export function findPrivateKeys(text: string): Find[] {
  const finds: Find[] = [];
  for (let from = text.indexOf(BEGIN); from >= 0; ) {
    const title = KEY_TITLE.exec(text.slice(from, from + LONGEST_TITLE));
    if (!title) {
      from = text.indexOf(BEGIN, from + BEGIN.length);
      continue;
    }
    const to = endOfKey(text, from + title[0].length);
    finds.push({ from, to });
    from = text.indexOf(BEGIN, to);
  }
  return finds;
}

function endOfKey(text: string, from: number): number {
  for (let at = text.indexOf(END, from); at >= 0; at = text.indexOf(END, at + END.length)) {
    const end = KEY_END.exec(text.slice(at, at + LONGEST_TITLE));
    if (end) return at + end[0].length;
  }
  return text.length;
}

const LONGEST_USERINFO = 1024;

/** The password of `scheme://user:password@host` (RFC 3986 section 3.2.1); the user's name stays. */
export function findUrlPasswords(text: string): Find[] {
  const finds: Find[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const find = passwordIn(text, at + 3);
    if (find) finds.push(find);
  }
  return finds;
}

function passwordIn(text: string, start: number): Find | null {
  let colon = -1;
  let sign = -1;
  const most = Math.min(text.length, start + LONGEST_USERINFO);
  for (let at = start; at < most; at++) {
    const code = text.charCodeAt(at);
    // Blanks, quotes, #, /, <, >, ? and \ end the authority.
    if (code <= 0x23 && code !== 0x21) break;
    if (code === 0x2f || code === 0x3f || code === 0x3c || code === 0x3e || code === 0x5c || code === 0x27)
      break;
    if (code === 0x3a && colon < 0) colon = at;
    if (code === 0x40 && colon >= 0) sign = at;
  }
  if (sign < 0 || sign === colon + 1) return null;
  const masked = /^[*x]+$/.test(text.slice(colon + 1, sign));
  return masked ? null : { from: colon + 1, to: sign };
}

const isTokenCode = (code: number) =>
  (isLetterOrDigit(code) && code < 0x80) || code === 0x2d || code === 0x5f;

/** Three parts of base64url, of which the first is an object (RFC 7519); an encrypted one has five. */
export function findJwts(text: string): Find[] {
  const finds: Find[] = [];
  for (let from = text.indexOf('eyJ'); from >= 0; ) {
    const to = isTokenCode(text.charCodeAt(from - 1)) ? -1 : behindJwt(text, from);
    if (to > 0) finds.push({ from, to });
    from = text.indexOf('eyJ', Math.max(to, from + 3));
  }
  return finds;
}

function behindJwt(text: string, from: number): number {
  let at = from;
  let partStart = from;
  let dots = 0;
  for (; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (isTokenCode(code)) continue;
    if (dots < 2 && at - partStart < 8) return -1;
    if (code !== 0x2e || dots === 4) break;
    dots++;
    partStart = at + 1;
  }
  return dots >= 2 ? at : -1;
}

const BEARER = /\bbearer[ \t:=]{1,4}["']?([\w.~+/=-]{8,})/dgi;
const AUTHORIZATION = /authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?bearer[ \t:=]{1,4}["']?$/i;

/** RFC 6750 section 2.1. Words behind `bearer` in a sentence have no digit, and are shorter than tokens. */
export const findBearers = (text: string): Find[] =>
  groupFinds(text, BEARER, (value, from) => {
    if (/\d/.test(value) || value.length >= 32) return true;
    return AUTHORIZATION.test(text.slice(Math.max(0, from - 48), from));
  });

const BASIC =
  /\bbasic[ \t]{1,4}((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?![\w+/=])/dgi;

/** RFC 7617: what it encodes holds a colon, and letters. */
export const findBasicAuth = (text: string): Find[] =>
  groupFinds(text, BASIC, (value) => /^[^\0-\x1f]*:[^\0-\x1f]*$/.test(decodeBase64(value)));

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LONGEST_DECODED = 512;

function decodeBase64(text: string): string {
  let decoded = '';
  let bits = 0;
  let held = 0;
  for (const character of text.slice(0, LONGEST_DECODED)) {
    if (character === '=') break;
    held = ((held << 6) | BASE64.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 0xff);
  }
  return decoded;
}

const AWS_ID = /(?<![A-Za-z0-9])((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])/dg;
const AWS_SECRET =
  /(?:secret[_-]?(?:access[_-]?)?key|secretaccesskey)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi;

/** Access key ids by their prefix, secret keys by their name in front: 40 characters alone may be a hash. */
export function findAwsKeys(text: string): Find[] {
  const finds = [...groupFinds(text, AWS_ID), ...groupFinds(text, AWS_SECRET)];
  return finds.sort((a, b) => a.from - b.from);
}
