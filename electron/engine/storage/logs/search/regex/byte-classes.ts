import type { ByteNode } from './byte-program.ts';
import { assertion } from './program.ts';

const NEWLINE = 0x0a;
const LINE = assertion.beginLine | assertion.endLine;
const WORD = assertion.wordBoundary | assertion.noWordBoundary;

/** By byte, all bytes that the program cannot tell from it: what one of them leads to, all of them do. */
export type ByteClasses = readonly (readonly number[])[];

/** Letters, digits and `_` of ASCII, as RE2 has it. */
export const isWordByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  byte === 0x5f ||
  (byte >= 0x61 && byte <= 0x7a);

export function byteClasses(nodes: readonly ByteNode[]): ByteClasses {
  const firsts = new Uint8Array(257);
  const cut = (low: number, high: number) => {
    firsts[low] = 1;
    firsts[high + 1] = 1;
  };
  for (const node of nodes) {
    if (node.kind === 'byte') cut(node.low, node.high);
    if (node.kind !== 'assert') continue;
    if ((node.flags & LINE) !== 0) cut(NEWLINE, NEWLINE);
    if ((node.flags & WORD) !== 0) {
      for (let byte = 1; byte < 256; byte++) {
        if (isWordByte(byte) !== isWordByte(byte - 1)) firsts[byte] = 1;
      }
    }
  }
  const classes: number[][] = [];
  let members: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (firsts[byte] === 1) members = [];
    members.push(byte);
    classes.push(members);
  }
  return classes;
}
