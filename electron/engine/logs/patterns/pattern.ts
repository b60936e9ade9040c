import { severityLevels } from '../../../../shared/model/log-record.ts';
import { levelIndex } from '../../storage/logs/block.ts';
import type { PatternChange } from '../../storage/logs/pattern-rows.ts';
import { type LineTokens, tokenKind } from './line-tokens.ts';

const WILDCARD = '<*>';
/** Bytes of an example that are kept. */
const MOST_EXAMPLE = 4096;

/** A cluster of lines: the tokens that they share, and what was seen of them since it was last told. */
export class Pattern {
  readonly id: number;
  /** Hashes; 0 where any token may stand. */
  readonly tokens: Int32Array;
  readonly texts: string[];
  firstMs: number;
  lastMs: number;
  /** When it was last added to: a count of the tree's lines. */
  used = 0;
  /** Where its leaf is. */
  readonly leaf: number;
  gone = false;
  readonly #levels = new Float64Array(severityLevels.length);
  #touched = false;
  #example = '';

  constructor(id: number, leaf: number, tokens: Int32Array, texts: string[], firstMs: number) {
    this.id = id;
    this.leaf = leaf;
    this.tokens = tokens;
    this.texts = texts;
    this.firstMs = firstMs;
    this.lastMs = firstMs;
  }

  get touched(): boolean {
    return this.#touched;
  }

  /** Counts a line. */
  seen(severity: number, ms: number): void {
    this.#touched = true;
    const level = levelIndex(severity);
    this.#levels[level] = (this.#levels[level] as number) + 1;
    if (ms > this.lastMs) this.lastMs = ms;
    else if (ms < this.firstMs) this.firstMs = ms;
  }

  keepExample(bytes: Uint8Array, start: number, end: number): void {
    const length = Math.min(end - start, MOST_EXAMPLE);
    this.#example = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8');
  }

  /**
   * How much of a line of as many tokens is this template's: 1 when it differs only where any token may stand, else the
   * share of the tokens that are the same, among those that say something (a number alone does not); 0 when more than
   * `mostOthers` of them are not.
   */
  similarity(line: LineTokens, mostOthers: number): number {
    const { hashes, kinds, count, saying } = line;
    const { tokens } = this;
    let others = 0;
    let differ = 0;
    for (let i = 0; i < count; i++) {
      const token = tokens[i];
      if (token === hashes[i]) continue;
      if (token !== 0) differ++;
      if ((kinds[i] as number) & tokenKind.anything) continue;
      others++;
      if (others > mostOthers && differ > 0) return 0;
    }
    if (differ === 0) return 1;
    return saying === 0 ? 0 : (saying - others) / saying;
  }

  /** The place of the only token in which a line of as many tokens differs; -1 where it differs in none or more. */
  onlyDifference({ hashes, count }: LineTokens): number {
    let place = -1;
    for (let i = 0; i < count; i++) {
      if (this.tokens[i] === hashes[i]) continue;
      if (place >= 0) return -1;
      place = i;
    }
    return place;
  }

  /** Lets any token stand where this line has another one. */
  widen(line: LineTokens): void {
    const { tokens, texts } = this;
    for (let i = 0; i < tokens.length; i++) {
      if (tokens[i] === line.hashes[i]) continue;
      const text = texts[i] as string;
      if (text !== WILDCARD) texts[i] = commonText(text, line.text(i));
      tokens[i] = 0;
    }
  }

  /** Lets any token stand at a place. */
  open(place: number): void {
    this.tokens[place] = 0;
    this.texts[place] = WILDCARD;
  }

  get template(): string {
    return this.texts.join(' ');
  }

  /** What changed since the last call. */
  take(): PatternChange {
    const { id, template, firstMs, lastMs } = this;
    const change = { id, template, firstMs, lastMs, example: this.#example, levels: [...this.#levels] };
    this.#levels.fill(0);
    this.#touched = false;
    this.#example = '';
    return change;
  }
}

const WORD = /[\p{L}\p{N}]/u;

/** What both begin and end with, cut between words, around a wildcard. */
function commonText(a: string, b: string): string {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  head = wholeWords(a, b, head);
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  while (tail > 0 && (WORD.test(a[a.length - tail] ?? '') || cutsWildcard(a.slice(a.length - tail)))) tail--;
  return `${openWildcard(a.slice(0, head))}${WILDCARD}${a.slice(a.length - tail, a.length)}`;
}

/** The longest start up to `length` that does not end within a word of either. */
function wholeWords(a: string, b: string, length: number): number {
  let head = length;
  while (head > 0 && WORD.test(a[head - 1] ?? '') && (WORD.test(a[head] ?? '') || WORD.test(b[head] ?? '')))
    head--;
  return head;
}

const cutsWildcard = (text: string): boolean => text.startsWith('*>') || text.startsWith('>');

/** Without the wildcard, whole or begun, that it ends with. */
const openWildcard = (text: string): string => text.replace(/(<|<\*|<\*>)$/, '');
