import { type RedactionDetector, redactionDetectors } from '../contract/settings.ts';
import { candidateTest, detectorBit } from './candidates.ts';
import type { Find, Finder } from './find.ts';
import { findCards, findIbans } from './numbers.ts';
import { type OwnRule, ownRule } from './own-rule.ts';
import { findEmails, findPhones } from './people.ts';
import {
  findAwsKeys,
  findBasicAuth,
  findBearers,
  findJwts,
  findPrivateKeys,
  findUrlPasswords,
} from './secrets.ts';

export interface RedactionRules {
  detectors: readonly RedactionDetector[];
  rules: readonly { name: string; pattern: string }[];
}

/** A card's number right behind another text's digits. */
const LONG_NUMBER = /[2-6]\d{13}/;

/** Each looks at what those before it left: what holds others comes first. */
const finders: readonly [RedactionDetector, Finder][] = [
  ['private-key', findPrivateKeys],
  ['url-password', findUrlPasswords],
  ['jwt', findJwts],
  ['bearer', findBearers],
  ['basic-auth', findBasicAuth],
  ['aws-key', findAwsKeys],
  ['email', findEmails],
  ['card', findCards],
  ['iban', findIbans],
  ['phone', findPhones],
];

/** Replaces what must not be kept by marks that say what stood there, `[redacted:email]`, and counts them. */
export class TextRedactor {
  readonly #candidates: (text: string) => number;
  readonly #rules: OwnRule[];
  #counts = new Map<string, number>();

  constructor({ detectors, rules }: RedactionRules) {
    this.#candidates = candidateTest(detectors);
    this.#rules = rules.map(({ name, pattern }) => ownRule(name, pattern)).filter((rule) => rule !== null);
  }

  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** Whether `redact` might find something in texts that stand somewhere in this one, whatever is between them. */
  mayFind(text: string): boolean {
    return this.hasRules || this.#candidates(text) !== 0 || LONG_NUMBER.test(text);
  }

  /** The same text where nothing is found. */
  redact(text: string): string {
    return this.byRules(this.byDetectors(text));
  }

  byDetectors(text: string): string {
    const possible = this.#candidates(text);
    if (possible === 0) return text;
    let redacted = text;
    for (const [name, find] of finders) {
      if (possible & detectorBit[name]) redacted = this.#replace(redacted, name, find(redacted));
    }
    return redacted;
  }

  byRules(text: string): string {
    let redacted = text;
    for (const rule of this.#rules) redacted = this.#replace(redacted, rule.name, rule.find(redacted));
    return redacted;
  }

  /** By detector or rule, since the last call; in the contract's order. */
  takeCounts(): [name: string, count: number][] {
    const counts = this.#counts;
    if (counts.size === 0) return [];
    this.#counts = new Map();
    const place = (name: string) => (redactionDetectors as readonly string[]).indexOf(name) + 1 || 99;
    return [...counts].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  }

  #replace(text: string, name: string, finds: readonly Find[]): string {
    if (finds.length === 0) return text;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + finds.length);
    const mark = `[redacted:${name}]`;
    let replaced = '';
    let from = 0;
    for (const find of finds) {
      replaced += text.slice(from, find.from) + (isBareValue(text, find) ? `"${mark}"` : mark);
      from = find.to;
    }
    return replaced + text.slice(from);
  }
}

/** A number as the value of a member of an object: without quotes the mark would break the object. */
function isBareValue(text: string, { from, to }: Find): boolean {
  if (text.charCodeAt(0) !== 0x7b) return false;
  let before = from - 1;
  while (text[before] === ' ') before--;
  const next = text[to];
  const ends = next === ',' || next === '}' || next === ' ' || next === '\n';
  return ends && text[before] === ':' && text[before - 1] === '"' && text[before - 2] !== '\\';
}
