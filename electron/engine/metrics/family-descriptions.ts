import type { MetricMetadata } from '../../../shared/model/series.ts';
import type { Store } from '../storage/store.ts';

/** What is remembered of what was stored; beyond it all is forgotten, which costs writing it again. */
const MOST_FAMILIES = 50_000;
const LONGEST_TEXT = 4_096;

/** What sources say of their metrics: the same again with every scrape, so only what is new is stored. */
export class FamilyDescriptions {
  readonly #known = new Map<string, MetricMetadata>();
  #waiting = new Map<string, MetricMetadata>();

  get waiting(): boolean {
    return this.#waiting.size > 0;
  }

  add(family: string, { type, help, unit }: MetricMetadata): void {
    const metadata = { type, help: help.slice(0, LONGEST_TEXT), unit: unit.slice(0, LONGEST_TEXT) };
    const known = this.#known.get(family);
    if (known && known.type === type && known.help === metadata.help && known.unit === metadata.unit) return;
    if (this.#known.size >= MOST_FAMILIES) this.#known.clear();
    this.#known.set(family, metadata);
    this.#waiting.set(family, metadata);
  }

  /** @throws what the store does; then they wait for the next time. */
  async store(store: Pick<Store, 'write'>): Promise<void> {
    if (this.#waiting.size === 0) return;
    const families = this.#waiting;
    this.#waiting = new Map();
    try {
      await store.write('metrics.describe', { families: [...families] });
    } catch (error) {
      this.#waiting = new Map([...families, ...this.#waiting]);
      throw error;
    }
  }

  /** The store is a fresh one: everything known is stored again. */
  forget(): void {
    this.#waiting = new Map([...this.#known, ...this.#waiting]);
  }
}
