/** How to take back what a batch changed, should it not be stored: its sender comes again with it. */
export class Undo {
  readonly #steps: (() => void)[] = [];

  add(step: () => void): void {
    this.#steps.push(step);
  }

  /** The newest change first. */
  run(): void {
    for (const step of this.#steps.reverse()) step();
  }
}
