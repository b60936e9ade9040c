/** What is wrong with a document: the path inside it, what belongs there, and what stands there instead. */
export interface Fault {
  /** `data[3].spans[17].duration`; empty for the document itself. */
  path: string;
  expected: string;
  found: string;
}

/** The fault in one line. */
export const faultText = ({ path, expected, found }: Fault): string =>
  `${path || 'the request'}: expected ${expected}, found ${found}`;

/** Thrown inside a decoder and caught at its boundary, where it becomes a `Fault`. */
export class FormatFault extends Error {
  path: string;
  readonly expected: string;
  readonly found: string;

  /** @param found in words, where the value itself does not say it best */
  constructor(path: string, expected: string, value: unknown, found = describeValue(value)) {
    super(`${path}: expected ${expected}, found ${found}`);
    this.path = path;
    this.expected = expected;
    this.found = found;
  }

  /** The fault as seen from one level further out. */
  within(outer: string): this {
    this.path = joinPath(outer, this.path);
    return this;
  }

  toFault(): Fault {
    return { path: this.path, expected: this.expected, found: this.found };
  }
}

/** `spans[3]` and `tags[0].key` become `spans[3].tags[0].key`; an index follows without a dot. */
export function joinPath(outer: string, inner: string): string {
  if (outer === '' || inner === '') return outer + inner;
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`;
}

/** Adds the outer path to a decoder's own fault; any other error is passed on as it is. */
export function within(error: unknown, outer: string): unknown {
  return error instanceof FormatFault ? error.within(outer) : error;
}

const LONGEST_QUOTE = 60;

/** What was found, for a person: short, quoted, never the whole value. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value === '' ? 'an empty string' : `the string ${quote(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return describeObject(value);
  return `${typeof value === 'boolean' ? '' : 'the number '}${String(value)}`;
}

export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

function describeObject(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  const shown = keys.slice(0, 4).map(quote).join(', ');
  return `an object with ${shown}${keys.length > 4 ? ', …' : ''}`;
}
