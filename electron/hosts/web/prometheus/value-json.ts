import type { InstantValue, RangeAnswer } from '../../../../shared/contract/promql.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { formatFloat } from '../../../../shared/promql/number.ts';
import { isPresent } from '../../../../shared/promql/presence.ts';

/** Pieces are sent when they are about so long. */
const PIECE = 64 * 1024;

/** `{"__name__":"up","job":"node"}`, in the order of the labels. */
export const labelsJson = (labels: Labels): string =>
  `{${labels.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;

/** Seconds with three digits after the point where there is a fraction. */
export function timeJson(ms: number): string {
  const whole = Math.trunc(Math.abs(ms) / 1000);
  const rest = Math.abs(ms) % 1000;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`;
  return `${ms < 0 ? '-' : ''}${whole}${fraction}`;
}

/** As Prometheus writes values: very large and very small ones with an exponent of two digits or more. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21) || !Number.isFinite(value)) return formatFloat(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

const pointJson = (ms: number, value: number): string => `[${timeJson(ms)},"${valueText(value)}"]`;

/** Joins what is written into pieces worth sending. */
class Pieces {
  #held = '';

  /** A piece when there is one, else ''. */
  add(text: string): string {
    this.#held += text;
    return this.#held.length >= PIECE ? this.rest() : '';
  }

  rest(): string {
    const piece = this.#held;
    this.#held = '';
    return piece;
  }
}

/** The `result` of a range query. */
export function* matrixJson(answer: RangeAnswer, most: number): Generator<string, void, void> {
  const { timesMs, series } = answer;
  const pieces = new Pieces();
  const times = Array.from(timesMs, timeJson);
  let first = true;
  for (const [place, { labels, values }] of series.slice(0, most).entries()) {
    const points: string[] = [];
    for (let step = 0; step < values.length; step++) {
      const value = values[step] ?? NaN;
      if (!isPresent(answer, place, step)) continue;
      points.push(`[${times[step]},"${valueText(value)}"]`);
    }
    if (points.length === 0) continue;
    const comma = first ? '' : ',';
    first = false;
    const piece = pieces.add(`${comma}{"metric":${labelsJson(labels)},"values":[${points.join(',')}]}`);
    if (piece) yield piece;
  }
  yield pieces.rest();
}

/** The `result` of an instant query, of vectors and matrices no more than `most`. */
export function* instantJson(answer: InstantValue, most: number): Generator<string, void, void> {
  // Prometheus writes values of scalars without exponents.
  if (answer.type === 'scalar') yield `[${timeJson(answer.timeMs)},"${formatFloat(answer.value)}"]`;
  else if (answer.type === 'string') yield `[${timeJson(answer.timeMs)},${JSON.stringify(answer.value)}]`;
  else
    yield* list(answer.type === 'vector' ? samples(answer.samples, most) : manySamples(answer.series, most));
}

function* samples(
  all: { labels: Labels; timeMs: number; value: number }[],
  most: number,
): Generator<string, void, void> {
  for (const { labels, timeMs, value } of all.slice(0, most)) {
    yield `{"metric":${labelsJson(labels)},"value":${pointJson(timeMs, value)}}`;
  }
}

function* manySamples(
  all: { labels: Labels; timesMs: Float64Array; values: Float64Array }[],
  most: number,
): Generator<string, void, void> {
  for (const { labels, timesMs, values } of all.slice(0, most)) {
    const points = Array.from(values, (value, at) => pointJson(timesMs[at] ?? 0, value));
    yield `{"metric":${labelsJson(labels)},"values":[${points.join(',')}]}`;
  }
}

/** Members with commas between them, without the brackets. */
export function* list(members: Iterable<string>): Generator<string, void, void> {
  const pieces = new Pieces();
  let comma = '';
  for (const member of members) {
    const piece = pieces.add(comma + member);
    comma = ',';
    if (piece) yield piece;
  }
  yield pieces.rest();
}
