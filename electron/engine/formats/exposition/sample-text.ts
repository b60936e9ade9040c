import type { Exemplar } from '../../../../shared/model/series.ts';
import { ExpositionError, found, NO_TIME } from './exposition.ts';
import { FloatReader } from './float-reader.ts';
import { type Dialect, type SeriesText, setEnd, skipBlanks } from './series-text.ts';

const [SPACE, HASH, OPEN] = [0x20, 0x23, 0x7b];

/** Reads what stands behind a series: its value, perhaps a time, in OpenMetrics perhaps an exemplar. */
export class SampleText {
  readonly #dialect: Dialect;
  readonly #text: SeriesText;
  readonly #float = new FloatReader();
  value = 0;
  timeMs = NO_TIME;
  exemplar: Exemplar | null = null;

  constructor(dialect: Dialect, text: SeriesText) {
    this.#dialect = dialect;
    this.#text = text;
  }

  /** Reads to the end of the line. @throws ExpositionError */
  read(bytes: Buffer, at: number, end: number): void {
    this.timeMs = NO_TIME;
    this.exemplar = null;
    if (this.#dialect === 'text') this.#readText(bytes, at, end);
    else this.#readOpenMetrics(bytes, at, end);
  }

  #readText(bytes: Buffer, at: number, end: number): void {
    const valueAt = skipBlanks(bytes, at, end);
    const behind = this.#number(bytes, valueAt, end, 'a value');
    this.value = this.#float.value;
    const timeAt = skipBlanks(bytes, behind, end);
    if (timeAt === end) return;
    const timeEnd = this.#float.read(bytes, timeAt, end);
    if (timeEnd < 0 || !this.#float.integer || !Number.isSafeInteger(this.#float.value)) {
      throw new ExpositionError('a time in milliseconds', found(bytes, timeAt, end));
    }
    this.timeMs = this.#float.value;
    const rest = skipBlanks(bytes, timeEnd, end);
    if (rest < end) throw new ExpositionError('the end of the line', found(bytes, rest, end));
  }

  #readOpenMetrics(bytes: Buffer, at: number, end: number): void {
    let pos = this.#number(bytes, this.#space(bytes, at, end), end, 'a value');
    this.value = this.#float.value;
    if (pos < end && bytes[pos + 1] !== HASH) {
      pos = this.#seconds(bytes, this.#space(bytes, pos, end), end);
      this.timeMs = Math.round(this.#float.value * 1000);
    }
    if (pos < end) this.#readExemplar(bytes, this.#space(bytes, pos, end), end);
  }

  /** `# {labels} value [time]` (OpenMetrics 1.0, 5.2). */
  #readExemplar(bytes: Buffer, at: number, end: number): void {
    if (bytes[at] !== HASH) throw new ExpositionError('# and an exemplar', found(bytes, at, end));
    const open = this.#space(bytes, at + 1, end);
    if (bytes[open] !== OPEN || open >= end)
      throw new ExpositionError("an exemplar's labels", found(bytes, open, end));
    const setBehind = setEnd(bytes, open, end);
    const labels = this.#text.labels(bytes, open, setBehind);
    const behind = this.#number(bytes, this.#space(bytes, setBehind, end), end, "an exemplar's value");
    const { value } = this.#float;
    let timeMs = NO_TIME;
    if (behind < end) {
      const rest = this.#seconds(bytes, this.#space(bytes, behind, end), end);
      if (rest < end) throw new ExpositionError('the end of the line', found(bytes, rest, end));
      timeMs = Math.round(this.#float.value * 1000);
    }
    this.exemplar = { labels, value, timeMs };
  }

  #number(bytes: Buffer, at: number, end: number, what: string): number {
    const behind = this.#float.read(bytes, at, end);
    if (behind < 0) throw new ExpositionError(what, found(bytes, at, end));
    return behind;
  }

  #seconds(bytes: Buffer, at: number, end: number): number {
    const behind = this.#float.read(bytes, at, end);
    if (behind < 0 || !Number.isSafeInteger(Math.round(this.#float.value * 1000))) {
      throw new ExpositionError('a time in seconds', found(bytes, at, end));
    }
    return behind;
  }

  /** Behind the one blank that OpenMetrics has between two parts. */
  #space(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== SPACE || at >= end) throw new ExpositionError('one space', found(bytes, at, end));
    return at + 1;
  }
}
