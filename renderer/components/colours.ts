/** Colours of names: c1 to c8 stay apart for all eyes, c9 to c12 follow when those are taken. */
const FIRST = 8;
const ALL = 12;
const MOST_NAMES = 1000;

export interface ColourStore {
  load(): [name: string, slot: number][];
  save(entries: [name: string, slot: number][]): void;
}

/** FNV-1a, 32 bits: the same on every machine and in every session. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * One colour per name, for good. A name takes the slot of its hash; when that is taken, the next free one, and
 * what it got is remembered, so that a later name never changes an earlier one's colour.
 */
export class ColourBook {
  readonly #slots: Map<string, number>;
  readonly #taken = new Set<number>();
  readonly #store: ColourStore;

  constructor(store: ColourStore) {
    this.#store = store;
    this.#slots = new Map(store.load().filter(([, slot]) => slot >= 1 && slot <= ALL));
    for (const slot of this.#slots.values()) this.#taken.add(slot);
  }

  /** 1 to 12. */
  slot(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.#free(nameHash(name));
    if (this.#slots.size < MOST_NAMES) {
      this.#slots.set(name, slot);
      this.#taken.add(slot);
      this.#store.save([...this.#slots]);
    }
    return slot;
  }

  /** The slot that the name has, or the one it would ask for first; nothing is taken. */
  likely(name: string): number {
    return this.#slots.get(name) ?? (nameHash(name) % FIRST) + 1;
  }

  #free(hash: number): number {
    for (let i = 0; i < FIRST; i++) {
      const slot = ((hash + i) % FIRST) + 1;
      if (!this.#taken.has(slot)) return slot;
    }
    for (let slot = FIRST + 1; slot <= ALL; slot++) if (!this.#taken.has(slot)) return slot;
    return (hash % ALL) + 1;
  }
}

const KEY = 'trivet-colours';

const browserStore: ColourStore = {
  load() {
    try {
      const entries: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
      return Array.isArray(entries) ? (entries as [string, number][]) : [];
    } catch {
      // Unreadable leftovers cost the remembered colours, nothing else.
      return [];
    }
  },
  save: (entries) => localStorage.setItem(KEY, JSON.stringify(entries)),
};

let book: ColourBook | null = null;

/** The CSS colour of a service or series name: `var(--c4)`. */
export function colourOf(name: string): string {
  book ??= new ColourBook(browserStore);
  return `var(--c${book.slot(name)})`;
}

/** Which of the twelve colours a name has or is likely to get, without giving it one for good. */
export function likelySlot(name: string): number {
  book ??= new ColourBook(browserStore);
  return book.likely(name);
}

/** Whose colour a container wears: its compose service's, else its own. */
export function colourName(container: { name: string; composeService: string | null }): string {
  return container.composeService ?? container.name;
}

/** What a CSS variable stands for now; for canvas, which knows no variables. */
export function resolveColour(colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour;
}
