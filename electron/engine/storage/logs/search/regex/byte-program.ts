import { assertion, type Instruction, type Program } from './program.ts';
import { type ByteRange, utf8Ranges } from './utf8-ranges.ts';

export type ByteNode = Exclude<Instruction, { kind: 'character' }> | ByteStep;

interface ByteStep {
  kind: 'byte';
  low: number;
  high: number;
  next: number;
}

/** A program that reads UTF-8 byte by byte: what stands in a text is found without decoding it. */
export interface ByteProgram {
  start: number;
  nodes: ByteNode[];
}

/** Large classes of Unicode, repeated, take more than they are worth. */
const MOST_NODES = 20_000;
const ANY_CHARACTER = [0, 0x10ffff];

/** Finds the program's matches wherever they begin; null where it would take too many nodes. */
export function byteProgramOf({ start, instructions }: Program): ByteProgram | null {
  const builder = new Builder(instructions.length);
  for (const [at, instruction] of instructions.entries()) {
    if (instruction.kind === 'character') builder.character(at, instruction.ranges, instruction.next);
    else builder.nodes[at] = instruction;
    if (builder.nodes.length > MOST_NODES) return null;
  }
  if (startsText(instructions, start)) return { start, nodes: builder.nodes };
  // Whole characters are passed over, not bytes: nothing is between the bytes of one.
  const passOver = builder.add({ kind: 'split', next: [] });
  const loop = builder.add({ kind: 'split', next: [start, passOver] });
  builder.character(passOver, ANY_CHARACTER, loop);
  return { start: loop, nodes: builder.nodes };
}

/** Whether a match can only begin where the text does. */
function startsText(instructions: readonly Instruction[], start: number): boolean {
  let at = start;
  for (let steps = 0; steps < instructions.length; steps++) {
    const instruction = instructions[at];
    if (instruction?.kind === 'assert') {
      if ((instruction.flags & assertion.beginText) !== 0) return true;
      at = instruction.next;
    } else if (instruction?.kind === 'split' && instruction.next.length === 1) {
      at = instruction.next[0] as number;
    } else return false;
  }
  return false;
}

class Builder {
  readonly nodes: ByteNode[];
  /** By what they read and lead to: the last bytes of many characters are alike. */
  readonly #steps = new Map<string, number>();

  constructor(reserved: number) {
    this.nodes = Array.from({ length: reserved }, () => ({ kind: 'split', next: [] }));
  }

  add(node: ByteNode): number {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  /** Puts at a place what reads one character of the ranges. */
  character(at: number, ranges: readonly number[], next: number): void {
    const firsts: number[] = [];
    for (let i = 0; i + 1 < ranges.length && this.nodes.length <= MOST_NODES; i += 2) {
      for (const sequence of utf8Ranges(ranges[i] as number, ranges[i + 1] as number)) {
        firsts.push(this.#sequence(sequence, next));
      }
    }
    this.nodes[at] = { kind: 'split', next: firsts };
  }

  #sequence(sequence: readonly ByteRange[], next: number): number {
    return sequence.reduceRight((behind, [low, high]) => this.#step(low, high, behind), next);
  }

  #step(low: number, high: number, next: number): number {
    const key = `${low} ${high} ${next}`;
    let step = this.#steps.get(key);
    if (step === undefined) {
      step = this.add({ kind: 'byte', low, high, next });
      this.#steps.set(key, step);
    }
    return step;
  }
}
