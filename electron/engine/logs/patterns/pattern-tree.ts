import type { PatternChange, StoredPattern } from '../../storage/logs/pattern-rows.ts';
import { LineTokens, tokenKind } from './line-tokens.ts';
import { Pattern } from './pattern.ts';

export interface PatternTreeOptions {
  /** Gives the numbers of new templates. */
  nextId(): number;
  /** Templates kept at most. */
  most?: number;
  nowMs?(): number;
}

const MOST_PATTERNS = 1000;
/** Of one leaf: each line whose shape is new is compared with all of them. */
const MOST_IN_LEAF = 200;
/** Shapes of lines whose template is known without a search. */
const MOST_SHAPES = 2048;
/** What a line must share with a template to be one of its lines. */
const SIMILARITY = 0.75;
/** So many templates that differ in one place only say that anything may stand there. */
const MOST_SIBLINGS = 8;
/** First tokens that are told apart among lines of one length; the others share a leaf. */
const MOST_FIRST_TOKENS = 100;
/** The least recently used tenth goes, so often at most: a stream without any pattern does not churn the store. */
const EVICT_EVERY_MS = 60_000;

interface Shape {
  check: number;
  pattern: Pattern;
}

/**
 * Groups the messages of one producer by the template that they were written with, as they come: Drain (He et al. 2017), a
 * tree of fixed depth whose levels are the number of tokens and the first token, with leaves of templates that are compared
 * token by token. Masks before the tree (LineTokens) and a table of known shapes beside it make a known line cost one pass
 * over its bytes.
 */
export class PatternTree {
  /** Lines that got no template: they have no words, or the tree is full of others that are in use. */
  unplaced = 0;
  readonly #options: PatternTreeOptions;
  readonly #most: number;
  readonly #line = new LineTokens();
  readonly #leaves = new Map<number, Pattern[]>();
  /** First tokens by number of tokens. */
  readonly #firstTokens = new Map<number, Set<number>>();
  #shapes = new Map<number, Shape>();
  #touched: Pattern[] = [];
  #size = 0;
  #clock = 0;
  #evictedMs = 0;

  constructor(options: PatternTreeOptions, known: readonly StoredPattern[] = []) {
    this.#options = options;
    this.#most = options.most ?? MOST_PATTERNS;
    for (const stored of known.slice(0, this.#most)) this.#restore(stored);
  }

  /** Templates that are kept. */
  get size(): number {
    return this.#size;
  }

  /** Lines that were added: the higher, the more it was used. */
  get lines(): number {
    return this.#clock;
  }

  /**
   * The number of the template of a message, 0 where it has none.
   *
   * @param ms the record's time, milliseconds since the epoch
   * @param bodyStart the record's whole text, of which an example is kept
   */
  add(
    bytes: Uint8Array,
    start: number,
    end: number,
    severity: number,
    ms: number,
    bodyStart: number = start,
    bodyEnd: number = end,
  ): number {
    this.#clock++;
    const line = this.#line;
    line.read(bytes, start, end);
    if (line.count === 0) return this.#withoutPlace();
    const shape = this.#shapes.get(line.signature);
    let pattern: Pattern | null;
    if (shape && shape.check === line.check && !shape.pattern.gone) pattern = shape.pattern;
    else {
      pattern = this.#place(ms);
      if (!pattern) return this.#withoutPlace();
      this.#remember(pattern);
    }
    if (!pattern.touched) {
      this.#touched.push(pattern);
      pattern.keepExample(bytes, bodyStart, bodyEnd);
    }
    pattern.used = this.#clock;
    pattern.seen(severity, ms);
    return pattern.id;
  }

  /** What changed since the last call. */
  changes(): PatternChange[] {
    const touched = this.#touched;
    this.#touched = [];
    return touched.map((pattern) => pattern.take());
  }

  #withoutPlace(): number {
    this.unplaced++;
    return 0;
  }

  #remember(pattern: Pattern): void {
    if (this.#shapes.size >= MOST_SHAPES) this.#shapes = new Map();
    this.#shapes.set(this.#line.signature, { check: this.#line.check, pattern });
  }

  /** The template that this line has the most in common with, made wide enough for it, or a new one. */
  #place(ms: number): Pattern | null {
    const line = this.#line;
    const leaf = this.#leafOf(line);
    const found = this.#search(leaf);
    if (found) {
      found.widen(line);
      return found;
    }
    if (!this.#hasRoom(leaf)) return null;
    const varying = this.#varyingPlace(leaf);
    const made = this.#insert(this.#options.nextId(), leaf, ms);
    if (varying >= 0) made.open(varying);
    return made;
  }

  /** Its text is read as a line is: what stands for anything is a mask there. */
  #restore({ id, template, firstMs, lastMs }: StoredPattern): void {
    const bytes = Buffer.from(template);
    this.#line.read(bytes, 0, bytes.length);
    if (this.#line.count === 0) return;
    const pattern = this.#insert(id, this.#leafOf(this.#line), firstMs);
    pattern.lastMs = lastMs;
    this.#remember(pattern);
  }

  /** A template of the line that was read last. */
  #insert(id: number, place: number, ms: number): Pattern {
    const line = this.#line;
    const texts: string[] = [];
    for (let i = 0; i < line.count; i++) texts.push(line.text(i));
    if (line.cut) texts[texts.length - 1] += '…';
    const pattern = new Pattern(id, place, line.hashes.slice(0, line.count), texts, ms);
    const leaf = this.#leaves.get(place);
    if (leaf) leaf.push(pattern);
    else this.#leaves.set(place, [pattern]);
    this.#size++;
    return pattern;
  }

  /** Where the line differs from many templates, and from them only there; -1 where it does not. */
  #varyingPlace(leaf: number): number {
    const siblings = new Map<number, number>();
    for (const pattern of this.#leaves.get(leaf) ?? []) {
      const place = pattern.onlyDifference(this.#line);
      if (place < 0) continue;
      const count = (siblings.get(place) ?? 0) + 1;
      if (count >= MOST_SIBLINGS) return place;
      siblings.set(place, count);
    }
    return -1;
  }

  #search(leaf: number): Pattern | null {
    let best: Pattern | null = null;
    let most = 0;
    const mostOthers = Math.floor(this.#line.saying * (1 - SIMILARITY));
    for (const pattern of this.#leaves.get(leaf) ?? []) {
      const similarity = pattern.similarity(this.#line, mostOthers);
      if (similarity > most) {
        most = similarity;
        best = pattern;
      }
    }
    return most >= SIMILARITY ? best : null;
  }

  #leafOf(line: LineTokens): number {
    const { count } = line;
    const first = line.hashes[0] as number;
    let known = this.#firstTokens.get(count);
    if (!known) {
      known = new Set();
      this.#firstTokens.set(count, known);
    }
    const varies = ((line.kinds[0] as number) & (tokenKind.masked | tokenKind.digits)) !== 0;
    if (!varies && !known.has(first) && known.size < MOST_FIRST_TOKENS) known.add(first);
    return Math.imul(count, 0x9e3779b1) ^ (!varies && known.has(first) ? first : 0);
  }

  /** Whether one more may come; at times the least recently used tenth goes for it. */
  #hasRoom(place: number): boolean {
    const leaf = this.#leaves.get(place) ?? [];
    const isFull = this.#size >= this.#most;
    if (!isFull && leaf.length < MOST_IN_LEAF) return true;
    const nowMs = (this.#options.nowMs ?? Date.now)();
    if (nowMs - this.#evictedMs < EVICT_EVERY_MS) return false;
    this.#evictedMs = nowMs;
    const candidates = isFull ? this.#all() : leaf;
    return this.#release(candidates, Math.ceil(candidates.length / 10)) > 0;
  }

  /** Lets the least recently used go until so many are left; those of lines not yet told stay. */
  shrink(left: number): void {
    this.#release(this.#all(), this.#size - left);
  }

  #all(): Pattern[] {
    return [...this.#leaves.values()].flat();
  }

  #release(patterns: readonly Pattern[], most: number): number {
    const idle = patterns.filter(({ touched }) => !touched).sort((a, b) => a.used - b.used);
    const released = idle.slice(0, Math.max(0, most));
    for (const pattern of released) this.#remove(pattern);
    return released.length;
  }

  #remove(pattern: Pattern): void {
    pattern.gone = true;
    this.#size--;
    const leaf = (this.#leaves.get(pattern.leaf) ?? []).filter((other) => other !== pattern);
    if (leaf.length > 0) this.#leaves.set(pattern.leaf, leaf);
    else this.#leaves.delete(pattern.leaf);
  }
}
