import { type Find, isDigit, isLetterOrDigit, isUpper } from './find.ts';

/** Longer numbers are mostly ids: of 19 digits, every tenth of which has a true check digit by chance. */
const FEWEST_DIGITS = 14;
const MOST_DIGITS = 16;

/** Numbers of payment cards (ISO/IEC 7812): a network's prefix and length, and a true check digit. */
export function findCards(text: string): Find[] {
  const finds: Find[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue;
    const run = digitsFrom(text, at);
    const found =
      !continuesName(text, at) &&
      isCard(run.digits) &&
      areGroups(run.groups) &&
      !continuesBehind(text, run.to);
    if (found) finds.push({ from: at, to: run.to });
    // A number may stand behind another and a blank: the next group is looked at too.
    at = found ? run.to : behindGroup(text, at);
  }
  return finds;
}

function behindGroup(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Digits with single blanks or dashes between them, always the same. */
function digitsFrom(text: string, from: number): { digits: string; groups: number[]; to: number } {
  let digits = '';
  let separator = 0;
  const groups: number[] = [0];
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      if (digits.length > MOST_DIGITS) break;
      digits += text[at];
      groups[groups.length - 1] = (groups.at(-1) as number) + 1;
      continue;
    }
    const parts = (code === 0x20 || code === 0x2d) && isDigit(text.charCodeAt(at + 1));
    if (!parts || (separator !== 0 && code !== separator)) break;
    separator = code;
    if (groups.length < 8) groups.push(0);
  }
  return { digits, groups, to: at };
}

/** Written in one piece, in fours, or as American Express and Diners print theirs. */
function areGroups(groups: number[]): boolean {
  if (groups.length === 1) return true;
  const shape = groups.join('-');
  return /^4-4-4-[2-4]$/.test(shape) || shape === '4-6-5' || shape === '4-6-4';
}

const continuesName = (text: string, at: number) => {
  const before = text.charCodeAt(at - 1);
  if (isLetterOrDigit(before) || before === 0x5f) return true;
  const further = text.charCodeAt(at - 2);
  return (before === 0x2e || before === 0x2d) && (isLetterOrDigit(further) || further === 0x5f);
};

const continuesBehind = (text: string, to: number) => {
  const next = text.charCodeAt(to);
  if (isLetterOrDigit(next) || next === 0x5f) return true;
  return (next === 0x2e || next === 0x2d) && isLetterOrDigit(text.charCodeAt(to + 1));
};

/** Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro. */
const networks = [
  /^4\d{15}$/,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-5]|[68]\d)\d{11}$/,
  /^6(?:011|4[4-9]\d|5\d{2})\d{12}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^62\d{14}$/,
  /^(?:5[06789]|6\d)\d{14}$/,
];

const isCard = (digits: string) =>
  digits.length >= FEWEST_DIGITS &&
  digits.length <= MOST_DIGITS &&
  networks.some((network) => network.test(digits)) &&
  hasCheckDigit(digits);

/** Luhn's (ISO/IEC 7812-1 annex B). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** Characters of an IBAN by country (SWIFT IBAN registry, release 99). */
const ibanLengths: Record<string, number> = {
  ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28 },
  ...{ CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18 },
  ...{ FK: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28 },
  ...{ IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20 },
  ...{ LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27, MT: 31, MU: 30, NI: 28 },
  ...{ NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24 },
  ...{ SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26 },
  ...{ UA: 29, VA: 22, VG: 24, XK: 20, YE: 30 },
};

/** International bank account numbers (ISO 13616): a country's length and a true checksum, in one piece or in fours. */
export function findIbans(text: string): Find[] {
  const finds: Find[] = [];
  for (let at = 0; at + 15 <= text.length; at++) {
    if (!isUpper(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 2))) continue;
    const to = ibanEnd(text, at);
    if (to < 0) continue;
    finds.push({ from: at, to });
    at = to - 1;
  }
  return finds;
}

function ibanEnd(text: string, from: number): number {
  const country = text.slice(from, from + 2);
  const length = Object.hasOwn(ibanLengths, country) ? (ibanLengths[country] as number) : 0;
  if (length === 0 || isLetterOrDigit(text.charCodeAt(from - 1)) || !isDigit(text.charCodeAt(from + 3)))
    return -1;
  let account = '';
  let at = from;
  for (; account.length < length && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isUpper(code)) account += text[at];
    else if (code !== 0x20 || account.length % 4 !== 0) return -1;
  }
  if (account.length < length || isLetterOrDigit(text.charCodeAt(at))) return -1;
  return hasRestOne(account.slice(4) + account.slice(0, 4)) ? at : -1;
}

/** ISO 7064 MOD 97-10: letters count as 10 to 35. */
function hasRestOne(account: string): boolean {
  let rest = 0;
  for (const character of account) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
