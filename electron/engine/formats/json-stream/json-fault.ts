/** Text that is no JSON: where, what had to stand there, and what does. */
export class JsonFault extends Error {
  /** From 1. */
  readonly line: number;
  /** In bytes, from 1; 0 where only the line is known. */
  readonly column: number;
  readonly expected: string;
  readonly found: string;

  constructor(at: { line: number; column: number }, expected: string, found: string) {
    super(`line ${at.line}: expected ${expected}, found ${found}`);
    this.line = at.line;
    this.column = at.column;
    this.expected = expected;
    this.found = found;
  }
}

/** How a byte is told to a person. */
export function describeByte(byte: number | undefined): string {
  if (byte === undefined) return 'the end of the file';
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`;
  return byte === 0x0a ? 'the end of the line' : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
