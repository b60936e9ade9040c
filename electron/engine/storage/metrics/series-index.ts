import {
  ENTITY_LABEL,
  type Label,
  type Labels,
  type Matcher,
  METRIC_NAME,
} from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';
import { labelTest, onlyValues } from './label-test.ts';

const ROWS_A_SLICE = 5_000;
const MATCHED_A_SLICE = 20_000;

interface SeriesRow {
  id: number;
  name: string;
  labels: string;
  entity: string | null;
}

/**
 * Every series with its labels, in memory. Names and values are kept once and series are numbers that stand for them,
 * so 200,000 series take a few dozen megabytes. It follows the file: series are only ever added at its end.
 */
export class SeriesIndex {
  readonly #symbols: string[] = [''];
  readonly #symbolIds = new Map<string, number>([['', 0]]);
  /** By place: the series' id. */
  readonly ids: number[] = [];
  /** By place: where its labels begin in `#refs`; a name and a value each. */
  readonly #starts: number[] = [0];
  #refs = new Uint32Array(4096);
  readonly #byName = new Map<string, number[]>();
  #lastId = 0;

  /** Takes in the series that were made since. */
  *follow(session: StatementCache): Generator<void, void, void> {
    for (;;) {
      const rows = session
        .prepare<[number], SeriesRow>(
          `SELECT id, name, labels, entity FROM series WHERE id > ? ORDER BY id LIMIT ${ROWS_A_SLICE}`,
        )
        .all(this.#lastId);
      for (const row of rows) this.#add(row);
      if (rows.length < ROWS_A_SLICE) return;
      yield;
    }
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  placesOf(name: string): readonly number[] {
    return this.#byName.get(name) ?? [];
  }

  /** Places of the series that every matcher takes, ascending. */
  *match(matchers: readonly Matcher[]): Generator<void, number[], void> {
    const tests = matchers
      .filter(({ name, op }) => !(name === METRIC_NAME && op === '='))
      .map((matcher) => this.#test(matcher));
    const found: number[] = [];
    let looked = 0;
    for (const place of this.#candidates(matchers)) {
      if (tests.every((test) => test(place))) found.push(place);
      if (++looked % MATCHED_A_SLICE === 0) yield;
    }
    return found;
  }

  /** Sorted, with `__name__`; `__entity__` is no label of the series itself. */
  labelsAt(place: number): Labels {
    const labels: Label[] = [];
    for (let at = this.#start(place); at < this.#start(place + 1); at += 2) {
      const name = this.#symbols[this.#refs[at] as number] as string;
      if (name !== ENTITY_LABEL) labels.push([name, this.#symbols[this.#refs[at + 1] as number] as string]);
    }
    return labels;
  }

  /** Empty where the series has no such label. */
  valueAt(place: number, label: string): string {
    const symbol = this.#symbolIds.get(label);
    return symbol === undefined ? '' : (this.#symbols[this.#valueOf(place, symbol)] as string);
  }

  #candidates(matchers: readonly Matcher[]): Iterable<number> {
    const named = matchers.find(({ name }) => name === METRIC_NAME);
    const names = named && onlyValues(named);
    if (!names) return this.ids.keys();
    if (names.length === 1) return this.placesOf(names[0] as string);
    return names.flatMap((name) => this.placesOf(name)).sort((a, b) => a - b);
  }

  /** What a matcher says of a value is remembered: a pattern is run once for each value, not for each series. */
  #test(matcher: Matcher): (place: number) => boolean {
    const test = labelTest(matcher);
    const label = this.#symbolIds.get(matcher.name);
    const known = new Map<number, boolean>();
    return (place) => {
      const value = label === undefined ? 0 : this.#valueOf(place, label);
      let verdict = known.get(value);
      if (verdict === undefined) {
        verdict = test(this.#symbols[value] as string);
        known.set(value, verdict);
      }
      return verdict;
    };
  }

  #valueOf(place: number, label: number): number {
    const end = this.#start(place + 1);
    for (let at = this.#start(place); at < end; at += 2) {
      if (this.#refs[at] === label) return this.#refs[at + 1] as number;
    }
    return 0;
  }

  #start(place: number): number {
    return this.#starts[place] as number;
  }

  #add({ id, name, labels, entity }: SeriesRow): void {
    const place = this.ids.push(id) - 1;
    this.#lastId = id;
    const all: Label[] = [[METRIC_NAME, name], ...(JSON.parse(labels) as Label[])];
    // Most names begin behind the underscores; those with capitals or a single one stand before.
    all.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    if (entity !== null) all.push([ENTITY_LABEL, entity]);
    let at = this.#start(place);
    while (at + all.length * 2 > this.#refs.length) this.#grow();
    for (const [label, value] of all) {
      this.#refs[at++] = this.#symbol(label);
      this.#refs[at++] = this.#symbol(value);
    }
    this.#starts.push(at);
    const ofName = this.#byName.get(name);
    if (ofName) ofName.push(place);
    else this.#byName.set(name, [place]);
  }

  #symbol(text: string): number {
    let id = this.#symbolIds.get(text);
    if (id === undefined) {
      id = this.#symbols.push(text) - 1;
      this.#symbolIds.set(text, id);
    }
    return id;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#refs.length * 2);
    larger.set(this.#refs);
    this.#refs = larger;
  }
}
