import { type ByteClasses, byteClasses, isWordByte } from './byte-classes.ts';
import type { ByteProgram } from './byte-program.ts';
import { Closures } from './closure.ts';
import { assertion } from './program.ts';
import { ROW, type State, States } from './states.ts';

/** Transitions that lead to no state. */
const UNKNOWN = 0;
const DEAD = 1;
const MATCHED = 2;
const GAVE_UP = 3;

const NEWLINE = 0x0a;
const END = -1;
/** To forget all states after fewer bytes by each than this costs more than they save. */
const BYTES_A_STATE = 10;

/**
 * Tells whether a pattern stands in a text, one table lookup a byte. A state is a set of the program's nodes, made when
 * it is first reached (Russ Cox, "Regular Expression Matching Can Be Simple And Fast",
 * https://swtch.com/~rsc/regexp/regexp1.html; bounds and word boundaries as in RE2's dfa.cc). Time is linear in the
 * text: when there is no room for more states all are forgotten, and when that happens too often the search is given up.
 */
export class LazyDfa {
  readonly #program: ByteProgram;
  readonly #closures: Closures;
  readonly #classes: ByteClasses;
  #states = new States();
  #begin = UNKNOWN;
  /** The state in which no match has begun, and the bytes that leave it so: most of most texts is passed over by these. */
  #idle = UNKNOWN;
  readonly #passed = new Uint8Array(256);
  /** Bytes read since the states were begun anew. */
  #read = 0;
  #gaveUp = false;

  constructor(program: ByteProgram) {
    this.#program = program;
    this.#closures = new Closures(program.nodes);
    this.#classes = byteClasses(program.nodes);
  }

  /** Whether the pattern is found in bytes [start, end), which must be whole UTF-8; null where it was given up. */
  test(bytes: Uint8Array, start: number, end: number): boolean | null {
    if (this.#gaveUp) return null;
    if (this.#begin === UNKNOWN) this.#start();
    const passed = this.#passed;
    let { table } = this.#states;
    let idle = this.#idle;
    let state = this.#begin;
    let counted = start;
    for (let at = start; state >= ROW; at++) {
      if (state === idle) while (at < end && passed[bytes[at] as number] === 1) at++;
      if (at >= end) break;
      let next = table[state + (bytes[at] as number)] as number;
      if (next === UNKNOWN) {
        this.#read += at - counted;
        counted = at;
        next = this.#step(state, bytes[at] as number);
        table = this.#states.table;
        idle = this.#idle;
      }
      state = next;
    }
    this.#read += end - counted;
    return answerOf(state >= ROW ? this.#endOf(state) : state);
  }

  #start(): void {
    this.#begin = this.#stateOf([this.#program.start], assertion.beginText | assertion.beginLine, false);
    this.#idle = this.#stateOf([this.#program.start], 0, false);
    for (let byte = 0; byte < ROW; byte++) {
      this.#passed[byte] = this.#idle >= ROW && this.#step(this.#idle, byte) === this.#idle ? 1 : 0;
    }
  }

  /** Makes a transition, and the state that it leads to where that is new. */
  #step(from: number, byte: number): number {
    const states = this.#states;
    const next = this.#nextOf(states.at(from), byte);
    for (const same of this.#classes[byte] as readonly number[]) states.table[from + same] = next;
    return next;
  }

  #endOf(state: number): number {
    const states = this.#states;
    const known = states.endAt(state);
    if (known !== undefined) return known;
    const answer = this.#nextOf(states.at(state), END);
    states.setEnd(state, answer);
    return answer;
  }

  #nextOf(state: State, byte: number): number {
    const { nodes, matched } = this.#knowing(byte, state);
    if (matched) return MATCHED;
    if (byte === END) return DEAD;
    const next: number[] = [];
    for (const at of nodes) {
      const node = this.#program.nodes[at];
      if (node?.kind === 'byte' && node.low <= byte && byte <= node.high) next.push(node.next);
    }
    return this.#stateOf(next, byte === NEWLINE ? assertion.beginLine : 0, isWordByte(byte));
  }

  /** A state's nodes, and those behind the assertions that hold now that the next byte is known. */
  #knowing(byte: number, { nodes, awaited, holding, behindWord }: State) {
    const within = behindWord === (byte !== END && isWordByte(byte));
    let now: number = within ? assertion.noWordBoundary : assertion.wordBoundary;
    if (byte === NEWLINE || byte === END) now |= assertion.endLine;
    if (byte === END) now |= assertion.endText;
    return (now & awaited) === 0 ? { nodes, matched: false } : this.#closures.of(nodes, holding | now);
  }

  #stateOf(reached: readonly number[], holding: number, behindWord: boolean): number {
    const { nodes, matched, awaited } = this.#closures.of(reached, holding);
    if (matched) return MATCHED;
    if (nodes.length === 0) return DEAD;
    const state = { nodes, awaited, holding, behindWord };
    return this.#states.place(state) ?? (this.#forget() ? this.#states.place(state) : null) ?? GAVE_UP;
  }

  /** Begins anew with no states; false where those so far were of too little use. */
  #forget(): boolean {
    if (this.#read < this.#states.count * BYTES_A_STATE) {
      this.#gaveUp = true;
      return false;
    }
    this.#states = new States();
    this.#begin = UNKNOWN;
    this.#idle = UNKNOWN;
    this.#read = 0;
    return true;
  }
}

const answerOf = (transition: number): boolean | null =>
  transition === GAVE_UP ? null : transition === MATCHED;
