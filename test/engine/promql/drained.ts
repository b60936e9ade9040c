/** Runs slices to their end; how many there were. */
export function drained<T>(slices: Generator<void, T, void>): { value: T; slices: number } {
  for (let count = 1; ; count++) {
    const { done, value } = slices.next();
    if (done) return { value, slices: count };
  }
}
