import { RE2JS } from 're2js';

/**
 * A pattern as RE2's machine runs it (Russ Cox, "Regular Expression Matching: the Virtual Machine Approach",
 * https://swtch.com/~rsc/regexp/regexp2.html): re2js parses, simplifies and folds, so that what a pattern means is said
 * in one place.
 */
export interface Program {
  start: number;
  instructions: Instruction[];
}

export type Instruction =
  | { kind: 'split'; next: number[] }
  /** One character, of [from, to, from, to, …]. */
  | { kind: 'character'; ranges: readonly number[]; next: number }
  /** What must hold between two characters: all of the flags. */
  | { kind: 'assert'; flags: number; next: number }
  | { kind: 'match' };

/** Empty-width assertions, as re2js numbers them. */
export const assertion = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

const ALL_ASSERTIONS = 63;
const LAST_CHARACTER = 0x10ffff;
/** Behind the last character that has another case. */
const BEHIND_CASES = 0x20000;
const NEWLINE = 0x0a;
const FOLD_CASE = 1;
/** Characters of a pattern whose other cases are looked for, each among all that have any. */
const MOST_FOLDED = 100;

/** re2js' instructions: its types leave them open. */
interface Raw {
  op: number;
  out: number;
  arg: number;
  runes: ArrayLike<number>;
  matchRune(rune: number): boolean;
}

const opcode = {
  alternative: 1,
  alternativeMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nothing: 7,
  rune: 8,
  rune1: 9,
  runeAny: 10,
  runeAnyNotNewline: 11,
} as const;

/** Null where the pattern has what only re2js itself can do. @throws where it is no pattern of RE2 */
export function programOf(pattern: string): Program | null {
  const { prog } = RE2JS.compile(pattern).re2();
  const instructions: Instruction[] = [];
  if (foldedIn(prog.inst as Raw[]) > MOST_FOLDED) return null;
  for (const raw of prog.inst as Raw[]) {
    const instruction = instructionOf(raw);
    if (!instruction) return null;
    instructions.push(instruction);
  }
  return { start: prog.start, instructions };
}

const foldedIn = (raws: readonly Raw[]): number =>
  new Set(raws.filter(isFolded).map(({ runes }) => runes[0])).size;

/** One character in any case. */
const isFolded = ({ op, arg, runes }: Raw): boolean =>
  op === opcode.rune && runes.length === 1 && (arg & FOLD_CASE) !== 0;

function instructionOf(raw: Raw): Instruction | null {
  const { op, out, arg } = raw;
  switch (op) {
    case opcode.alternative:
    case opcode.alternativeMatch:
      return { kind: 'split', next: [out, arg] };
    case opcode.capture:
    case opcode.nothing:
      return { kind: 'split', next: [out] };
    case opcode.emptyWidth:
      return (arg & ~ALL_ASSERTIONS) === 0 ? { kind: 'assert', flags: arg, next: out } : null;
    case opcode.fail:
      return { kind: 'split', next: [] };
    case opcode.match:
      return { kind: 'match' };
    case opcode.rune:
    case opcode.rune1:
    case opcode.runeAny:
    case opcode.runeAnyNotNewline:
      return { kind: 'character', ranges: rangesOf(raw), next: out };
    default:
      return null;
  }
}

function rangesOf(raw: Raw): readonly number[] {
  const { op, runes } = raw;
  if (op === opcode.runeAny) return [0, LAST_CHARACTER];
  if (op === opcode.runeAnyNotNewline) return [0, NEWLINE - 1, NEWLINE + 1, LAST_CHARACTER];
  if (isFolded(raw)) return casesOf(raw);
  const [only] = Array.from(runes);
  return runes.length === 1 && only !== undefined ? [only, only] : Array.from(runes);
}

/** By character; a pattern has few. */
const knownCases = new Map<number, readonly number[]>();
const MOST_KNOWN = 1000;

/** A character in all its cases, as re2js itself takes them. */
function casesOf(raw: Raw): readonly number[] {
  const character = raw.runes[0] as number;
  let ranges = knownCases.get(character);
  if (ranges) return ranges;
  const found: number[] = [];
  for (let other = 0; other < BEHIND_CASES; other++) if (raw.matchRune(other)) found.push(other, other);
  ranges = found;
  if (knownCases.size >= MOST_KNOWN) knownCases.clear();
  knownCases.set(character, ranges);
  return ranges;
}
