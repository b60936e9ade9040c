/** Sets of records of a block: their indexes, ascending. */
export type Indexes = readonly number[];

export function allOf(count: number): number[] {
  const all = new Array<number>(count);
  for (let i = 0; i < count; i++) all[i] = i;
  return all;
}

export function union(a: Indexes, b: Indexes): Indexes {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both: number[] = [];
  for (let i = 0, k = 0; i < a.length || k < b.length; ) {
    const [x, y] = [a[i] ?? Number.POSITIVE_INFINITY, b[k] ?? Number.POSITIVE_INFINITY];
    both.push(Math.min(x, y));
    if (x <= y) i++;
    if (y <= x) k++;
  }
  return both;
}

export function intersection(a: Indexes, b: Indexes): Indexes {
  const both: number[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const [x, y] = [a[i] as number, b[k] as number];
    if (x === y) both.push(x);
    if (x <= y) i++;
    if (y <= x) k++;
  }
  return both;
}

/** Those of `a` that are not in `b`. */
export function difference(a: Indexes, b: Indexes): Indexes {
  if (b.length === 0) return a;
  const left: number[] = [];
  for (let i = 0, k = 0; i < a.length; i++) {
    const x = a[i] as number;
    while (k < b.length && (b[k] as number) < x) k++;
    if (b[k] !== x) left.push(x);
  }
  return left;
}
