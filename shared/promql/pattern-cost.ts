/** Compiled, one of these has some thousand instructions and takes some hundred milliseconds. */
const LARGEST_COST = 5_000;

const COST = { literal: 0.2, alternative: 0.5, operator: 1, category: 20 } as const;

/**
 * Whether a pattern would take long to compile and much memory: repetitions are written out, so that a few characters
 * can stand for millions. An estimate from its text alone; what is no pattern at all is left to the compiler.
 */
export function isTooCostly(pattern: string): boolean {
  const meter = new CostMeter();
  for (const [part] of pattern.matchAll(PARTS)) {
    meter.add(part);
    if (meter.total > LARGEST_COST) return true;
  }
  return false;
}

/** Categories as `\pL` and `\p{Greek}`, other escapes, classes, repetitions, and all else by the character. */
const PARTS = /\\[pP](?:\{[^}]*\}|.)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d{1,9}(?:,\d{0,9})?\}|[\s\S]/g;

class CostMeter {
  /** Of the groups that are open, the outermost first; the last is what is being read. */
  readonly #groups: number[] = [0];
  /** Of the part that a repetition would repeat. */
  #last = 0;

  /** An open group counts for what it has so far. */
  get total(): number {
    return this.#groups.reduce((sum, cost) => sum + cost, 0);
  }

  add(part: string): void {
    if (part === '(') {
      this.#groups.push(COST.operator);
    } else if (part === ')') {
      this.#close();
    } else if (/^\{\d/.test(part)) {
      this.#repeat(part);
    } else {
      this.#last = costOf(part);
      this.#count(this.#last);
    }
  }

  #close(): void {
    if (this.#groups.length === 1) return;
    this.#last = this.#groups.pop() ?? 0;
    this.#count(this.#last);
  }

  #repeat(part: string): void {
    const [least = 1, most = 0] = part.slice(1, -1).split(',').map(Number);
    const more = this.#last * (Math.max(least, most, 1) - 1);
    this.#last += more;
    this.#count(more);
  }

  #count(cost: number): void {
    this.#groups[this.#groups.length - 1] = (this.#groups.at(-1) ?? 0) + cost;
  }
}

function costOf(part: string): number {
  if (/^\\[pP]/.test(part)) return COST.category;
  if (part === '|') return COST.alternative;
  return part.startsWith('[') || /^[.*+?]$/.test(part) || /^\\[dDwWsS]$/.test(part)
    ? COST.operator
    : COST.literal;
}
