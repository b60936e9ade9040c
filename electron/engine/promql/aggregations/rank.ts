import { seriesKey } from '../../../../shared/model/series.ts';
import type { Aggregation, Expr } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { goFloat } from '../go-float.ts';
import type { Grid } from '../grid.ts';
import { type Column, isEmpty } from '../value.ts';
import type { Group } from './groups.ts';

/** Whether a sample stands nearer to the way out of a heap than another; NaN always does. */
type Before = (a: number, b: number) => boolean;

const smallerFirst: Before = (a, b) => Number.isNaN(a) || a < b;
const largerFirst: Before = (a, b) => Number.isNaN(a) || a > b;

const LARGEST_INT64 = 2 ** 63 - 1024;
const LEAST_INT64 = -(2 ** 63);

/** How many of each group at each step. @throws EvaluationError */
function countsOf(param: Float64Array, series: number): Int32Array {
  if (param.some(Number.isNaN)) throw new EvaluationError('Parameter value is NaN');
  if (!param.some((k) => k >= 1)) return new Int32Array(param.length);
  for (const k of param) {
    if (k <= LEAST_INT64) throw new EvaluationError(`Scalar value ${goFloat(k)} underflows int64`);
    if (k >= LARGEST_INT64) throw new EvaluationError(`Scalar value ${goFloat(k)} overflows int64`);
  }
  return Int32Array.from(param, (k) => Math.max(0, Math.min(Math.trunc(k), series)));
}

/**
 * A heap of the best so far for every step of a group, all in three arrays: series after series goes in, and most
 * fail at the first comparison. Series are told by their index in the group. Sifting goes as in Go's container/heap,
 * so that of equal values the same stay.
 */
class StepHeaps {
  readonly #before: Before;
  readonly #counts: Int32Array;
  readonly #room: number;
  readonly #values: Float64Array;
  readonly #members: Int32Array;
  readonly sizes: Int32Array;

  constructor(counts: Int32Array, room: number, before: Before) {
    this.#before = before;
    this.#counts = counts;
    this.#room = room;
    this.#values = new Float64Array(counts.length * room);
    this.#members = new Int32Array(counts.length * room);
    this.sizes = new Int32Array(counts.length);
  }

  add({ values, present }: Column, member: number): void {
    const kept = this.#values;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === 0) continue;
      const most = this.#counts[step] as number;
      const size = this.sizes[step] as number;
      const base = step * this.#room;
      const value = values[step] as number;
      if (size < most) {
        this.#put(base + size, value, member);
        this.sizes[step] = size + 1;
        this.#up(base, size);
      } else if (most > 0) {
        const worst = kept[base] as number;
        const better = Number.isNaN(worst)
          ? !Number.isNaN(value)
          : worst !== value && this.#before(worst, value);
        if (!better) continue;
        this.#put(base, value, member);
        this.#down(base, size);
      }
    }
  }

  /** The members of a step's heap, best first. */
  best(step: number): number[] {
    const base = step * this.#room;
    const places = Array.from({ length: this.sizes[step] as number }, (_, i) => base + i);
    places.sort((a, b) => {
      const [x, y] = [this.#values[a] as number, this.#values[b] as number];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return x === y ? a - b : this.#before(x, y) ? 1 : -1;
    });
    return places.map((place) => this.#members[place] as number);
  }

  #put(place: number, value: number, member: number): void {
    this.#values[place] = value;
    this.#members[place] = member;
  }

  #isBefore(a: number, b: number): boolean {
    return this.#before(this.#values[a] as number, this.#values[b] as number);
  }

  #swap(a: number, b: number): void {
    const [value, member] = [this.#values[a] as number, this.#members[a] as number];
    this.#put(a, this.#values[b] as number, this.#members[b] as number);
    this.#put(b, value, member);
  }

  #up(base: number, from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(base + child, base + parent)) return;
      this.#swap(base + parent, base + child);
      child = parent;
    }
  }

  #down(base: number, size: number): void {
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= size) return;
      const right = left + 1;
      const child = right < size && this.#isBefore(base + right, base + left) ? right : left;
      if (!this.#isBefore(base + child, base + parent)) return;
      this.#swap(base + parent, base + child);
      parent = child;
    }
  }
}

/** topk and bottomk: the series as they are, at the steps where they are among the first. */
export function* rankGroups(
  op: 'topk' | 'bottomk',
  groups: readonly Group[],
  param: Float64Array,
  grid: Grid,
  { budget }: Evaluation,
): Slices<Column[]> {
  const largest = Math.max(0, ...groups.map(({ series }) => series.length));
  const counts = countsOf(param, largest);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const columns: Column[] = [];
  for (const { series } of groups) {
    const room = Math.min(most, series.length);
    budget.hold(grid.steps * room * 2);
    const heaps = new StepHeaps(counts, room, op === 'topk' ? smallerFirst : largerFirst);
    for (const [member, column] of series.entries()) {
      heaps.add(column, member);
      if (budget.due(grid.steps)) yield;
    }
    columns.push(...picked(series, heaps, grid));
  }
  return columns;
}

/** In the order of the first step's ranks, which is the order of an instant query's answer. */
function picked(series: readonly Column[], heaps: StepHeaps, grid: Grid): Column[] {
  const presences = new Map<number, Uint8Array>();
  for (let step = 0; step < grid.steps; step++) {
    for (const member of heaps.best(step)) {
      const present = presences.get(member) ?? new Uint8Array(grid.steps);
      present[step] = 1;
      presences.set(member, present);
    }
  }
  return [...presences].map(([member, present]) => ({ ...(series[member] as Column), present }));
}

/** limitk: of each group the first series that have a value, whatever it is. */
export function* limitGroups(
  groups: readonly Group[],
  param: Float64Array,
  grid: Grid,
  { budget }: Evaluation,
): Slices<Column[]> {
  const counts = countsOf(param, Math.max(0, ...groups.map(({ series }) => series.length)));
  const columns: Column[] = [];
  for (const { series } of groups) {
    const taken = new Int32Array(grid.steps);
    for (const column of series) {
      const present = column.present.map((bit, step) => {
        const fits = bit === 1 && (taken[step] as number) < (counts[step] as number);
        if (fits) taken[step] = (taken[step] as number) + 1;
        return fits ? 1 : 0;
      });
      columns.push({ ...column, present });
      if (budget.due(grid.steps)) yield;
    }
  }
  return columns.filter((column) => !isEmpty(column));
}

/** limit_ratio: the part of the series whose hash falls below the ratio; a negative ratio takes the others. */
export function* sampleGroups(
  groups: readonly Group[],
  param: Float64Array,
  { param: arg }: Aggregation,
  grid: Grid,
  { notes, budget }: Evaluation,
): Slices<Column[]> {
  if (param.some(Number.isNaN)) throw new EvaluationError('Ratio value is NaN');
  for (const edge of [1, -1]) {
    const worst = param.reduce((a, b) => (b * edge > a * edge ? b : a), 0);
    if (worst * edge <= 1) continue;
    const got = `got ${goFloat(worst)}, capping to ${edge}`;
    notes.warn(`ratio value should be between -1 and 1, ${got}`, arg as Expr);
  }
  const columns: Column[] = [];
  for (const column of groups.flatMap(({ series }) => series)) {
    const place = hashPart(seriesKey(column.labels));
    const present = column.present.map((bit, step) => (isSampled(place, param[step] as number) ? bit : 0));
    columns.push({ ...column, present });
    if (budget.due(grid.steps)) yield;
  }
  return columns.filter((column) => !isEmpty(column));
}

const isSampled = (place: number, ratio: number): boolean =>
  ratio >= 0 ? place < ratio : place >= Math.max(0, 1 + ratio);

/** FNV-1a with a final mix, as a part of one: the same labels always come to the same. */
function hashPart(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
