import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { DiscoveredTarget } from '../targets/target.ts';
import type { TargetSource } from './target-source.ts';

/** What a look brought; a problem beside targets is about a part of them. */
export interface Found {
  targets: readonly DiscoveredTarget[];
  problem: string | null;
}

/** Asks again and again; a question that fails leaves what is known and says why. */
export class PolledSource implements TargetSource {
  readonly onChange = new Emitter<void>();
  targets: readonly DiscoveredTarget[] = [];
  problem: string | null = null;
  readonly #look: (signal: AbortSignal) => Promise<Found>;
  readonly #stop = new AbortController();
  readonly #owned = new DisposableStore();
  #looking = false;
  #again = false;

  constructor(everyMs: number, look: (signal: AbortSignal) => Promise<Found>) {
    this.#look = look;
    const timer = setInterval(() => void this.refresh(), everyMs).unref();
    this.#owned.onDispose(() => clearInterval(timer));
    void this.refresh();
  }

  /** Looks now; a call while it looks makes it look once more. */
  async refresh(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    do {
      this.#again = false;
      await this.#lookOnce();
    } while (this.#again && !this.#stop.signal.aborted);
    this.#looking = false;
  }

  /** Ends with it: what makes it look beside the timer. */
  owns(item: Disposable): this {
    this.#owned.add(item);
    return this;
  }

  dispose(): void {
    this.#owned.dispose();
    this.#stop.abort();
  }

  async #lookOnce(): Promise<void> {
    const found = await this.#attempt();
    if (this.#stop.signal.aborted) return;
    const changed = found.problem !== this.problem || !same(found.targets, this.targets);
    this.problem = found.problem;
    this.targets = found.targets;
    if (changed) this.onChange.fire();
  }

  async #attempt(): Promise<Found> {
    try {
      return await this.#look(this.#stop.signal);
    } catch (error) {
      return { targets: this.targets, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

const same = (a: readonly DiscoveredTarget[], b: readonly DiscoveredTarget[]): boolean =>
  a.length === b.length && JSON.stringify(a.map(entries)) === JSON.stringify(b.map(entries));

const entries = (target: DiscoveredTarget) => [...target];
