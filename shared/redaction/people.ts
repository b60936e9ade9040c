import { type Find, isDigit, isLetterOrDigit } from './find.ts';

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 253;

/** Addresses as RFC 5321 has them without quotes: a domain of two labels at least, the last of letters. */
export function findEmails(text: string): Find[] {
  const finds: Find[] = [];
  let last = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const from = localStart(text, at, last);
    const to = domainEnd(text, at + 1);
    if (from === at || to < 0 || text.slice(from, at) === 'git') continue;
    finds.push({ from, to });
    last = to;
  }
  return finds;
}

/** Letters, digits and `! # $ & ' * + - . / = ? ^ _` without those that mostly stand before an address. */
const isLocalCode = (code: number) =>
  isLetterOrDigit(code) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x5f || code === 0x25;

function localStart(text: string, sign: number, least: number): number {
  let from = sign;
  const most = Math.max(least, sign - LONGEST_LOCAL);
  while (from > most && isLocalCode(text.charCodeAt(from - 1))) from--;
  while (from < sign && !isLetterOrDigit(text.charCodeAt(from))) from++;
  return from;
}

/** -1 where no domain stands there. */
function domainEnd(text: string, start: number): number {
  let to = start;
  const most = Math.min(text.length, start + LONGEST_DOMAIN);
  const isDomainCode = (code: number) => isLetterOrDigit(code) || code === 0x2e || code === 0x2d;
  while (to < most && isDomainCode(text.charCodeAt(to))) to++;
  while (to > start && !isLetterOrDigit(text.charCodeAt(to - 1))) to--;
  const domain = text.slice(start, to);
  const named = /^[^.-][^.]*(?:\.[^.]+)*\.(?:[^\W\d_]{2,}|xn--[a-z0-9-]{2,}|[\u0080-\uffff]{2,})$/i.test(
    domain,
  );
  // Versions of packages: name@1.2.3-beta.rc
  return named && !/^\d+\.\d+\./.test(domain) ? to : -1;
}

/** Digits of a number by ITU-T E.164, its country's code among them. */
const FEWEST = 8;
const MOST = 15;

/**
 * International numbers with a `+`, and North American ones with the area in brackets. Others look like the ids,
 * times and addresses that logs are full of.
 */
export function findPhones(text: string): Find[] {
  const finds: Find[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x2b && code !== 0x28) continue;
    const before = text.charCodeAt(at - 1);
    if (isLetterOrDigit(before) || before === 0x2f || before === 0x2b || before === 0x29) continue;
    const to = code === 0x2b ? internationalEnd(text, at + 1) : northAmericanEnd(text, at);
    if (to < 0) continue;
    finds.push({ from: at, to });
    at = to - 1;
  }
  return finds;
}

function internationalEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first < 0x31 || first > 0x39) return -1;
  let digits = 0;
  let groups = 1;
  let at = start;
  let end = start;
  for (; at < text.length && digits <= MOST; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      digits++;
      end = at + 1;
    } else if (isSeparator(code) && isPartedHere(text, at)) groups++;
    else break;
  }
  const next = text.charCodeAt(end);
  if (digits < FEWEST || digits > MOST || groups > 7 || isLetterOrDigit(next)) return -1;
  // A fraction, a time or an address goes on.
  return (next === 0x2e || next === 0x3a) && isDigit(text.charCodeAt(end + 1)) ? -1 : end;
}

const isSeparator = (code: number) =>
  code === 0x20 || code === 0x2d || code === 0x2e || code === 0x28 || code === 0x29;

/** One separator, or a bracket and a blank, with a digit on both sides. */
function isPartedHere(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (isDigit(next)) return true;
  const bracket = text.charCodeAt(at) === 0x29 || next === 0x28;
  return bracket && isSeparator(next) && isDigit(text.charCodeAt(at + 2));
}

const NORTH_AMERICAN = /^\([2-9]\d\d\)[ -]?\d{3}[- .]\d{4}(?![\w.]\d|\w)/;

function northAmericanEnd(text: string, start: number): number {
  const match = NORTH_AMERICAN.exec(text.slice(start, start + 20));
  return match ? start + match[0].length : -1;
}
