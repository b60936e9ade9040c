import { isUtf8 } from 'node:buffer';
import { type Label, type Labels, METRIC_NAME, seriesLabels } from '../../../../shared/model/series.ts';
import { checkLabels, tooManyLabels } from './check-labels.ts';
import { ExpositionError, type ExpositionLimits, found } from './exposition.ts';

const [TAB, SPACE, QUOTE, COMMA, EQUALS, BACKSLASH, OPEN, CLOSE] = [
  9, 0x20, 0x22, 0x2c, 0x3d, 0x5c, 0x7b, 0x7d,
];
const COLON = 0x3a;

export const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

export function skipBlanks(bytes: Buffer, at: number, end: number): number {
  let pos = at;
  while (pos < end && isBlank(bytes[pos])) pos++;
  return pos;
}

/** Where the two text formats differ inside a label set: OpenMetrics has no blanks, and a comma between every two. */
export type Dialect = 'text' | 'openmetrics';

/** Where the text of a series that begins at `at` ends, without looking at what it says. */
export function seriesEnd(bytes: Buffer, at: number, end: number, dialect: Dialect): number {
  let pos = at;
  while (pos < end && bytes[pos] !== OPEN && !isBlank(bytes[pos])) pos++;
  const brace = dialect === 'text' ? skipBlanks(bytes, pos, end) : pos;
  if (brace >= end || bytes[brace] !== OPEN) return pos;
  return setEnd(bytes, brace, end);
}

/** Behind the brace that closes the one at `at`; `end` where none does. */
export function setEnd(bytes: Buffer, at: number, end: number): number {
  let quoted = false;
  for (let pos = at + 1; pos < end; pos++) {
    const byte = bytes[pos]!;
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === BACKSLASH && quoted) pos++;
    else if (byte === CLOSE && !quoted) return pos + 1;
  }
  return end;
}

/** Up to where a name without quotes goes (Prometheus data model); `at` where none is. */
export function nameEnd(bytes: Buffer, at: number, end: number, colons: boolean): number {
  let pos = at;
  for (; pos < end; pos++) {
    const byte = bytes[pos]!;
    const lower = byte | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) continue;
    if (byte === 0x5f || (colons && byte === COLON)) continue;
    if (byte >= 0x30 && byte <= 0x39 && pos > at) continue;
    break;
  }
  return pos;
}

/**
 * Reads names and label sets (Prometheus exposition formats; OpenMetrics 1.0, 5.2; UTF-8 names as Prometheus 3 quotes
 * them: the metric's name in quotes inside the braces).
 *
 * @throws ExpositionError, and LabelLimitError from `series` and `labels`
 */
export class SeriesText {
  readonly #dialect: Dialect;
  readonly #limits: ExpositionLimits;
  readonly #strict: boolean;
  /** Where the last thing read ends. */
  pos = 0;

  /** @param strict refuses a comma before the closing brace, which Prometheus takes */
  constructor(dialect: Dialect, limits: ExpositionLimits, strict = false) {
    this.#strict = strict;
    this.#dialect = dialect;
    this.#limits = limits;
  }

  /** The labels of the series between `at` and `end`, its name among them. */
  series(bytes: Buffer, at: number, end: number): Labels {
    this.pos = nameEnd(bytes, at, end, true);
    let name = bytes.toString('latin1', at, this.pos);
    const open = this.#dialect === 'text' ? skipBlanks(bytes, this.pos, end) : this.pos;
    const labels: Label[] = [];
    if (bytes[open] === OPEN && open < end) {
      const quoted = this.#set(bytes, open, end, labels);
      if (quoted !== null && name !== '')
        throw new ExpositionError('one name', `a second one, ${JSON.stringify(quoted)}`);
      name = quoted ?? name;
    } else if (this.pos < end) throw new ExpositionError('a metric name', found(bytes, at, end));
    if (name === '') throw new ExpositionError('a metric name', found(bytes, at, end));
    return checkLabels(seriesLabels(name, labels), this.#limits);
  }

  /** A label set in braces at `at`, sorted. */
  labels(bytes: Buffer, at: number, end: number): Labels {
    const labels: Label[] = [];
    if (bytes[at] !== OPEN || at >= end)
      throw new ExpositionError('a label set in braces', found(bytes, at, end));
    const name = this.#set(bytes, at, end, labels);
    if (name !== null) throw new ExpositionError('labels', `the name ${JSON.stringify(name)}`);
    return checkLabels(
      labels.sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      this.#limits,
    );
  }

  /** A text in quotes at `at`, without its escapes; another character behind a backslash keeps it. */
  quoted(bytes: Buffer, at: number, end: number): string {
    let escaped = false;
    let pos = at + 1;
    for (; pos < end && bytes[pos] !== QUOTE; pos++) {
      if (bytes[pos] !== BACKSLASH) continue;
      escaped = true;
      pos++;
    }
    if (pos >= end) throw new ExpositionError('a quote that ends the text', 'the end of the line');
    this.pos = pos + 1;
    const raw = utf8(bytes, at + 1, pos);
    return escaped ? withoutEscapes(raw) : raw;
  }

  /** Answers the metric's name if it stands among the labels. */
  #set(bytes: Buffer, open: number, end: number, labels: Label[]): string | null {
    let name: string | null = null;
    let pos = this.#blanks(bytes, open + 1, end);
    while (bytes[pos] !== CLOSE || pos >= end) {
      const quoted = bytes[pos] === QUOTE && pos < end;
      const label = quoted ? this.quoted(bytes, pos, end) : this.#labelName(bytes, pos, end);
      pos = this.#blanks(bytes, this.pos, end);
      if (quoted && (bytes[pos] === COMMA || bytes[pos] === CLOSE)) {
        if (name !== null) throw new ExpositionError('one name', `a second one, ${JSON.stringify(label)}`);
        name = label;
      } else {
        pos = this.#value(bytes, pos, end, label, labels);
      }
      if (labels.length > this.#limits.labels) throw tooManyLabels(this.#limits.labels);
      pos = this.#separator(bytes, pos, end);
    }
    this.pos = pos + 1;
    return name;
  }

  #labelName(bytes: Buffer, at: number, end: number): string {
    this.pos = nameEnd(bytes, at, end, false);
    if (this.pos === at) throw new ExpositionError('a label name or }', found(bytes, at, end));
    return bytes.toString('latin1', at, this.pos);
  }

  #value(bytes: Buffer, at: number, end: number, name: string, labels: Label[]): number {
    if (bytes[at] !== EQUALS || at >= end) throw new ExpositionError('=', found(bytes, at, end));
    const pos = this.#blanks(bytes, at + 1, end);
    if (bytes[pos] !== QUOTE || pos >= end)
      throw new ExpositionError('a label value in quotes', found(bytes, pos, end));
    const value = this.quoted(bytes, pos, end);
    if (name === METRIC_NAME) throw new ExpositionError('a label name', `the reserved ${METRIC_NAME}`);
    labels.push([name, value]);
    return this.#blanks(bytes, this.pos, end);
  }

  /** Goes behind a comma; a last one before the brace is allowed, and blanks are enough where blanks are allowed. */
  #separator(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] === COMMA && at < end) {
      if (this.#strict && bytes[at + 1] === CLOSE)
        throw new ExpositionError('a label behind the comma', found(bytes, at, end));
      return this.#blanks(bytes, at + 1, end);
    }
    const separated = bytes[at] === CLOSE || (this.#dialect === 'text' && isBlank(bytes[at - 1]));
    if (!separated || at >= end) throw new ExpositionError(', or }', found(bytes, at, end));
    return at;
  }

  #blanks(bytes: Buffer, at: number, end: number): number {
    return this.#dialect === 'text' ? skipBlanks(bytes, at, end) : at;
  }
}

/** @throws ExpositionError for bytes that are no UTF-8 */
export function utf8(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    if (bytes[at]! < 0x80) continue;
    const part = bytes.subarray(start, end);
    if (!isUtf8(part)) throw new ExpositionError('UTF-8', `${found(bytes, start, end)}, which is not`);
    return part.toString('utf8');
  }
  return bytes.toString('latin1', start, end);
}

/** What label values escape, and OpenMetrics' help texts too; another character keeps its backslash. */
export const withoutEscapes = (text: string): string =>
  text.replace(/\\[\\n"]/g, (pair) => (pair === '\\n' ? '\n' : pair[1]!));

/** In the older format's help texts a quote is not escaped. */
export const withoutHelpEscapes = (text: string): string =>
  text.replace(/\\[\\n]/g, (pair) => (pair === '\\n' ? '\n' : pair[1]!));
