import { type Disposable, disposable } from './disposable.ts';

export type Listener<T> = (value: T) => void;

/** A typed event source. Listeners run in the order in which they came and may leave while it fires. */
export class Emitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  get size(): number {
    return this.#listeners.size;
  }

  on(listener: Listener<T>): Disposable {
    const own: Listener<T> = (value) => listener(value);
    this.#listeners.add(own);
    return disposable(() => this.#listeners.delete(own));
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
