import type { ImportNote } from '../model.ts';

/** Gathers what could not be brought over, each reason once a panel. */
export class Notes {
  readonly list: ImportNote[] = [];
  readonly #seen = new Set<string>();

  of(panel: number | null, title: string): (reason: string) => void {
    return (reason) => {
      const key = `${panel}\0${reason}`;
      if (this.#seen.has(key)) return;
      this.#seen.add(key);
      this.list.push({ panel, title: title.slice(0, 1024), reason: reason.slice(0, 4096) });
    };
  }
}

export type Note = (reason: string) => void;
