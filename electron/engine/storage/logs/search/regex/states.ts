/** A set of the program's nodes that the bytes so far lead to. */
export interface State {
  /** Ascending. */
  nodes: readonly number[];
  /** Assertions about what comes next that decide something. */
  awaited: number;
  /** Where something is awaited: the assertions that hold by what came before, and whether that is a word's. */
  holding: number;
  behindWord: boolean;
}

/** A row of transitions: one a byte. Places of states are multiples of it, and the first row is no state's. */
export const ROW = 256;
/** Of 1 KB each. */
const MOST_STATES = 2048;
/** Nodes that all states together may stand for. */
const MOST_NODES = 1 << 19;

/** The states of an automaton that were made so far, and the table of transitions between them. */
export class States {
  /** By place of a state and byte: the place of the next, or less than ROW. */
  table = new Int32Array(8 * ROW);
  readonly #states: State[] = [];
  /** By number of state: what the end of the text leads to. */
  readonly #ends: number[] = [];
  readonly #places = new Map<string, number>();
  #nodes = 0;

  get count(): number {
    return this.#states.length;
  }

  at(place: number): State {
    return this.#states[place / ROW - 1] as State;
  }

  /** What the text's end leads to; undefined where it was not reached yet. */
  endAt(place: number): number | undefined {
    return this.#ends[place / ROW - 1];
  }

  setEnd(place: number, answer: number): void {
    this.#ends[place / ROW - 1] = answer;
  }

  /** The place of a state, a new one where it is not known; null where there is no room for it. */
  place(state: State): number | null {
    const { nodes, awaited, holding, behindWord } = state;
    const key = `${awaited === 0 ? '' : `${holding} ${behindWord}`}:${nodes.join()}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.count === MOST_STATES || this.#nodes + nodes.length > MOST_NODES) return null;
    this.#nodes += nodes.length;
    this.#states.push(state);
    const place = this.count * ROW;
    this.#places.set(key, place);
    this.#makeRoom(place + ROW);
    return place;
  }

  #makeRoom(length: number): void {
    if (length <= this.table.length) return;
    const larger = new Int32Array(2 * this.table.length);
    larger.set(this.table);
    this.table = larger;
  }
}
