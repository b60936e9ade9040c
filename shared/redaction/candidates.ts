import { redactionDetectors } from '../contract/settings.ts';

/** The bit of each detector, by its place in the contract's list. */
export const detectorBit = Object.fromEntries(redactionDetectors.map((name, i) => [name, 1 << i])) as Record<
  (typeof redactionDetectors)[number],
  number
>;

const kind = { none: 0, digit: 1, at: 2, j: 3, b: 4, i: 5, k: 6, g: 7, plus: 8, bracket: 9 } as const;
const kinds = new Uint8Array(128);
for (let digit = 0x30; digit <= 0x39; digit++) kinds[digit] = kind.digit;
for (const [characters, value] of [
  ['@', kind.at],
  ['J', kind.j],
  ['Bb', kind.b],
  ['I', kind.i],
  ['Kk', kind.k],
  ['G', kind.g],
  ['+', kind.plus],
  ['(', kind.bracket],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = value;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isUpper = (code: number) => code >= 0x41 && code <= 0x5a;
const SHORTEST_CARD = 13;

/**
 * Which detectors may find something: the one look at every character that most texts get. It may name too many, never
 * too few.
 */
export function candidates(text: string): number {
  let found = 0;
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) continue;
    const what = kinds[code];
    if (what === kind.none) continue;
    if (what === kind.digit) {
      if (startsIban(text, at)) found |= detectorBit.iban;
      const behind = behindDigits(text, at);
      if (behind < 0) found |= detectorBit.card;
      at = Math.abs(behind) - 1;
    } else found |= candidateAt(text, at, what as number);
  }
  return found;
}

function candidateAt(text: string, at: number, what: number): number {
  switch (what) {
    case kind.at:
      return detectorBit.email | detectorBit['url-password'];
    case kind.j:
      return text.charCodeAt(at - 1) === 0x79 && text.charCodeAt(at - 2) === 0x65 ? detectorBit.jwt : 0;
    case kind.b:
      return schemeAt(text, at);
    case kind.i: {
      const before = text.charCodeAt(at - 1);
      return (before === 0x4b || before === 0x53) && text.charCodeAt(at + 1) === 0x41
        ? detectorBit['aws-key']
        : 0;
    }
    case kind.k:
      return keyAt(text, at) ? detectorBit['aws-key'] : 0;
    case kind.g:
      return text.charCodeAt(at - 1) === 0x45 && text.charCodeAt(at - 2) === 0x42
        ? detectorBit['private-key']
        : 0;
    case kind.plus:
      return isDigit(text.charCodeAt(at + 1)) ? detectorBit.phone : 0;
    default:
      return isDigit(text.charCodeAt(at + 1)) ? detectorBit.phone : 0;
  }
}

/** `bearer` and `basic`, in any case: told apart by the second letter. */
function schemeAt(text: string, at: number): number {
  const second = text.charCodeAt(at + 1) | 0x20;
  if (second === 0x65) return (text.charCodeAt(at + 2) | 0x20) === 0x61 ? detectorBit.bearer : 0;
  return second === 0x61 && (text.charCodeAt(at + 2) | 0x20) === 0x73 ? detectorBit['basic-auth'] : 0;
}

/** The `key` of `secret_access_key`, `SecretAccessKey`, `aws_secret_key`: behind an `s` or a `t`. */
function keyAt(text: string, at: number): boolean {
  if ((text.charCodeAt(at + 1) | 0x20) !== 0x65 || (text.charCodeAt(at + 2) | 0x20) !== 0x79) return false;
  const before = text.charCodeAt(at - 1);
  const letter = (before === 0x5f || before === 0x2d ? text.charCodeAt(at - 2) : before) | 0x20;
  return letter === 0x73 || letter === 0x74;
}

/** Two capitals and two digits, of which the first stands here. */
function startsIban(text: string, at: number): boolean {
  return isUpper(text.charCodeAt(at - 1)) && isUpper(text.charCodeAt(at - 2));
}

/** The index behind the digits, which may be parted by single blanks or dashes; negative where they may be a card's. */
function behindDigits(text: string, from: number): number {
  const first = text.charCodeAt(from);
  let digits = 1;
  let at = from + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) digits++;
    else if ((code !== 0x20 && code !== 0x2d) || !isDigit(text.charCodeAt(at + 1))) break;
  }
  // No card's number starts with another digit; times in milliseconds and finer start with 1.
  const mayBeCard = digits >= SHORTEST_CARD && (digits > 19 || (first >= 0x32 && first <= 0x36));
  return mayBeCard ? -at : at;
}
