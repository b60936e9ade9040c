/** Whatever holds a timer, socket, thread or listener is disposable and has exactly one owner. */
export interface Disposable {
  dispose(): void;
}

export const disposable = (dispose: () => void): Disposable => {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
};

/** Owns disposables and ends them in reverse order; what is added after the end is ended at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] | null = [];

  get disposed(): boolean {
    return this.#items === null;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.push(item);
    else item.dispose();
    return item;
  }

  onDispose(action: () => void): Disposable {
    return this.add(disposable(action));
  }

  dispose(): void {
    const items = this.#items;
    this.#items = null;
    for (const item of items?.reverse() ?? []) item.dispose();
  }
}
