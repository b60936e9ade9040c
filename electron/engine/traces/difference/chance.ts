/**
 * Fisher's exact test, one-sided (R. A. Fisher, The Design of Experiments, 1935, section on the lady tasting tea): of
 * `all` traces `marked` have a value; how likely are at least `hits` of them among `chosen` traces taken blindly? It
 * holds for any counts, also where a selection has three traces.
 */
export class Chance {
  /** Natural logarithms of factorials. */
  readonly #logFactorial: Float64Array;

  /** @param most the largest number of traces to be asked for */
  constructor(most: number) {
    this.#logFactorial = new Float64Array(most + 1);
    for (let n = 2; n <= most; n++) this.#logFactorial[n] = this.#logFactorial[n - 1]! + Math.log(n);
  }

  atLeast(hits: number, chosen: number, marked: number, all: number): number {
    const most = Math.min(chosen, marked);
    let term = Math.exp(
      this.#logChoose(marked, hits) +
        this.#logChoose(all - marked, chosen - hits) -
        this.#logChoose(all, chosen),
    );
    let sum = 0;
    for (let k = hits; k <= most; k++) {
      sum += term;
      // Terms fall from the middle on; these can no longer be seen in the sum.
      if (term < sum * 1e-12 && k > (chosen * marked) / all) break;
      term *= ((marked - k) / (k + 1)) * ((chosen - k) / (all - marked - chosen + k + 1));
    }
    return Math.min(1, sum);
  }

  #logChoose(n: number, k: number): number {
    if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
    return this.#logFactorial[n]! - this.#logFactorial[k]! - this.#logFactorial[n - k]!;
  }
}
