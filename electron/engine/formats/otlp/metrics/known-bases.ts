/** All together; beyond them all are forgotten and read again when needed. */
const MOST_KNOWN = 100_000;

/**
 * Label sets by the bytes of their attributes, for as long as the decoder lives: an application sends the same ones
 * with every export, and making labels of them is most of the work.
 */
export class KnownBases {
  readonly #byContext = new Map<string, Map<string, string>>();
  #count = 0;

  /** @param context what else is in the label set: the same bytes in another resource or scope are another one */
  in(context: string): Map<string, string> {
    const known = this.#byContext.get(context);
    if (known) return known;
    const fresh = new Map<string, string>();
    this.#byContext.set(context, fresh);
    return fresh;
  }

  add(context: Map<string, string>, attributes: string, base: string): void {
    if (++this.#count > MOST_KNOWN) {
      this.#byContext.clear();
      this.#count = 1;
    }
    context.set(attributes, base);
  }
}
