import type {
  DifferenceAttribute,
  DifferenceValue,
  TraceDifference,
} from '../../../../shared/contract/trace-answers.ts';
import type { AttributeValue } from '../../../../shared/model/attributes.ts';
import { AttributeTally, type Tally, type ValueTallies } from './attribute-tally.ts';
import { Chance } from './chance.ts';

/** Attributes told apart; what first comes after that many is not counted. */
const MOST_ATTRIBUTES = 2_000;
const MOST_LISTED = 100;
const MOST_VALUES_LISTED = 20;
/** Numbers with more values than this are told as ranges. */
const MOST_EXACT_NUMBERS = 20;
/** An attribute that so many traces carry, nearly each with a value of its own, is an identifier. */
const IDENTIFIER_FROM = 20;
const OWN_VALUES_SHARE = 0.9;
/** What is likelier than this may be chance. */
const MOST_CHANCE = 0.001;
/** Smaller differences of shares help nobody, however certain. */
const LEAST_SCORE = 0.05;

/**
 * Counts what the spans inside and outside of a selection carry, and ranks it. A value's difference is the share of
 * the traces inside that have it less the share of those outside (difference of proportions); it is told only where
 * Fisher's exact test says that it is hardly chance. No correction is made for the number of values that are looked
 * at: with very many of them one in a thousand is listed by chance, with a small score.
 */
export class SpanDifference {
  readonly #attributes = new Map<string, AttributeTally>();
  #trace = -1;
  #isInside = false;
  readonly #traces = { inside: 0, outside: 0 };
  readonly #spans = { inside: 0, outside: 0 };

  /** The spans that follow are of one further trace. */
  beginTrace(isInside: boolean): void {
    this.#trace++;
    this.#isInside = isInside;
    this.#traces[isInside ? 'inside' : 'outside']++;
  }

  countSpan(): void {
    this.#spans[this.#isInside ? 'inside' : 'outside']++;
  }

  /** Where the value's spans are counted; may be kept and used for all further ones. Null when there is no room. */
  tallies(from: DifferenceAttribute['from'], key: string, value: AttributeValue): ValueTallies | null {
    const id = `${from} ${key}`;
    let attribute = this.#attributes.get(id);
    if (!attribute) {
      if (this.#attributes.size >= MOST_ATTRIBUTES) return null;
      attribute = new AttributeTally(key, from);
      this.#attributes.set(id, attribute);
    }
    return attribute.tallies(value);
  }

  count({ attribute, value, range }: ValueTallies): void {
    attribute.add(this.#trace, this.#isInside);
    value?.add(this.#trace, this.#isInside);
    range?.add(this.#trace, this.#isInside);
  }

  result(): Omit<TraceDifference, 'truncated'> {
    const { inside, outside } = this.#traces;
    const chance = new Chance(inside + outside);
    const ranked = inside > 0 && outside > 0 ? [...this.#attributes.values()] : [];
    const told = ranked
      .filter((tally) => !isIdentifier(tally))
      .map((tally) => rank(tally, inside, outside, chance))
      .filter(({ attribute }) => attribute.score >= LEAST_SCORE);
    const sure = told.filter(({ isSure }) => isSure).map(({ attribute }) => attribute);
    return {
      attributes: sure.sort((a, b) => b.score - a.score || a.key.localeCompare(b.key)).slice(0, MOST_LISTED),
      identifiers: ranked.filter(isIdentifier).map(({ key, from }) => ({ key, from })),
      unsure: told.length - sure.length,
      insideSpans: this.#spans.inside,
      outsideSpans: this.#spans.outside,
      insideTraces: inside,
      outsideTraces: outside,
      scannedSpans: this.#spans.inside + this.#spans.outside,
    };
  }
}

/** Numbers that differ everywhere are sizes or times rather than names, and are told as ranges. */
function isIdentifier({ all, values, isNumeric, overflowed }: AttributeTally): boolean {
  if (isNumeric || all.traces < IDENTIFIER_FROM) return false;
  if (!overflowed) return values.size >= all.traces * OWN_VALUES_SHARE;
  // The values told apart are those that came first: if they stand for few traces, the others were new each time.
  let told = 0;
  for (const tally of values.values()) told += tally.traces;
  return values.size >= told * OWN_VALUES_SHARE;
}

function rank(tally: AttributeTally, inside: number, outside: number, chance: Chance) {
  const values: DifferenceValue[] = [];
  for (const { value, range, own } of valuesOf(tally)) {
    values.push({
      value,
      range,
      inside: own.inside,
      outside: own.outside,
      insideTraces: own.insideTraces,
      outsideTraces: own.outsideTraces,
      chance: chance.atLeast(own.insideTraces, inside, own.traces, inside + outside),
    });
  }
  const difference = (own: DifferenceValue) => own.insideTraces / inside - own.outsideTraces / outside;
  values.sort((a, b) => difference(b) - difference(a) || b.inside - a.inside);
  const sure = values.find((own) => own.chance <= MOST_CHANCE && difference(own) > 0);
  const best = sure ?? values[0];
  const attribute: DifferenceAttribute = {
    key: tally.key,
    from: tally.from,
    score: best ? Math.max(0, difference(best)) : 0,
    values: values.slice(0, MOST_VALUES_LISTED),
    inside: tally.all.inside,
    outside: tally.all.outside,
  };
  return { attribute, isSure: sure !== undefined };
}

type OwnValue = Pick<DifferenceValue, 'value' | 'range'> & { own: Tally };

function valuesOf({ values, ranges, isNumeric }: AttributeTally): OwnValue[] {
  return isNumeric && values.size > MOST_EXACT_NUMBERS
    ? [...ranges.values()].map((own) => ({ value: own.text, range: { from: own.from, to: own.to }, own }))
    : [...values].map(([value, own]) => ({ value, range: null, own }));
}
