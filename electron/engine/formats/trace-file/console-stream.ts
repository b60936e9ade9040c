import { InspectFault, parseInspected } from '../console/inspect-parser.ts';
import type { FormatFault } from '../fault.ts';
import { isObject } from '../json-values.ts';
import { TraceDocuments } from './trace-document.ts';
import { FileRefused, type TraceOutput, type TraceReader } from './trace-reader.ts';

/** A printed span with all its attributes stays far below this. */
const MOST_BLOCK = 4 * 1024 * 1024;
const OPEN = '{';
const CLOSE = '}';

/**
 * Reads spans out of what a program printed: each begins with a line that begins with `{` and ends with a line that is
 * `}`, or is one line. Blocks are JSON (Go's and Python's exporters) or what util.inspect makes of an object (JavaScript's).
 * Everything else on the console is not a span and is counted.
 */
export class ConsoleStream implements TraceReader {
  readonly #output: TraceOutput;
  readonly #partial: boolean;
  readonly #documents: TraceDocuments;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #block: string[] = [];
  #blockChars = 0;
  #blockLine = 0;
  #line = 0;
  #others = 0;
  #firstOther: { line: number; text: string } | null = null;

  constructor(output: TraceOutput, { partial }: { partial: boolean }) {
    this.#output = output;
    this.#partial = partial;
    this.#documents = new TraceDocuments({
      span: (resource, scope, span) => output.span(resource, scope, span),
      others: (signal, count, parts) => output.others(signal, count, parts),
      warning: (where, what) => output.warning(this.#where(where), what),
      fault: (fault) => this.#fault(fault),
    });
  }

  get format() {
    return this.#documents.format;
  }

  readonly broken = false;

  get place(): string {
    return `line ${Math.max(1, this.#line)}`;
  }

  push(bytes: Uint8Array): void {
    this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#text(`${this.#decoder.decode()}\n`);
    this.#endBlock();
    this.#documents.end();
    if (this.format === null) this.#refuse();
    if (this.#others > 0)
      this.#output.warning('the whole file', `${linesText(this.#others)} that are no spans`);
  }

  breakOff(expected: string, found: string): void {
    if (!this.#partial) throw new FileRefused({ where: this.place, expected, found }, this.format !== null);
    this.#output.warning(this.place, `expected ${expected}, found ${found}; the rest was not read`);
  }

  #text(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#takeLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (this.#rest.length > MOST_BLOCK) {
      this.#other(this.#line + 1, this.#rest);
      this.#rest = '';
    }
  }

  #takeLine(line: string): void {
    this.#line++;
    if (line.startsWith(OPEN)) {
      this.#endBlock();
      this.#blockLine = this.#line;
      this.#add(line);
      if (line.endsWith(CLOSE) && line.length > 1) this.#endBlock();
    } else if (this.#block.length === 0) {
      if (line.trim() !== '') this.#other(this.#line, line);
    } else {
      this.#add(line);
      if (line === CLOSE) this.#endBlock();
      else if (this.#blockChars > MOST_BLOCK) this.#dropBlock();
    }
  }

  #add(line: string): void {
    this.#block.push(line);
    this.#blockChars += line.length + 1;
  }

  #endBlock(): void {
    if (this.#block.length === 0) return;
    const text = this.#block.join('\n');
    const value = parseBlock(text);
    if (value === null || !this.#documents.isConsoleSpan(value)) this.#dropBlock();
    else this.#documents.value(value, '');
    this.#block = [];
    this.#blockChars = 0;
  }

  #dropBlock(): void {
    for (const [i, line] of this.#block.entries()) this.#other(this.#blockLine + i, line);
    this.#block = [];
    this.#blockChars = 0;
  }

  #other(line: number, text: string): void {
    this.#others++;
    this.#firstOther ??= { line, text };
  }

  #refuse(): void {
    const { line, text } = this.#firstOther ?? { line: 1, text: '' };
    const found = `the line ${JSON.stringify(text.slice(0, 60))}`;
    throw new FileRefused(
      { where: `line ${line}`, expected: 'a trace file, or spans printed to a console', found },
      false,
    );
  }

  #where(path: string): string {
    const line = `line ${this.#blockLine}`;
    return path === '' ? line : `${line}: ${path}`;
  }

  #fault({ path, expected, found }: FormatFault): void {
    const where = this.#where(path);
    if (!this.#partial) throw new FileRefused({ where, expected, found }, true);
    this.#output.warning(where, `expected ${expected}, found ${found}`);
  }
}

const linesText = (count: number) => (count === 1 ? '1 line' : `${count.toLocaleString('en-US')} lines`);

/** Null for what is neither JSON nor printed by util.inspect. */
function parseBlock(text: string): Record<string, unknown> | null {
  const value = parsed(text);
  return isObject(value) ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: the other way of printing is tried.
  }
  try {
    return parseInspected(text);
  } catch (error) {
    if (error instanceof InspectFault) return null;
    throw error;
  }
}
