import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { matchingRoutes, type Route } from '../routing/route.ts';
import { Group, type GroupOptions } from './group.ts';
import type { HeldAlert } from './held-alert.ts';
import { groupKey, groupLabels, routeKeys } from './route-keys.ts';

/** Groups that alerts are told in at a time. */
export const MOST_GROUPS = 10_000;
const LOOK_FOR_EMPTY_MS = 30_000;

export interface DispatcherOptions extends Pick<GroupOptions, 'now' | 'tell' | 'settlingMs'> {
  route: Route;
  /** An alert that would have needed one group too many is told by nobody. */
  onFull(alert: HeldAlert): void;
}

/**
 * Puts alerts into the groups of their routes.
 *
 * Source: Alertmanager, dispatch/dispatch.go
 */
export class Dispatcher implements Disposable {
  readonly #options: DispatcherOptions;
  readonly #keys: ReadonlyMap<Route, string>;
  readonly #groups = new Map<Route, Map<string, Group>>();
  readonly #owned = new DisposableStore();
  #count = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#keys = routeKeys(options.route);
    const looking = setInterval(() => this.#removeEmpty(), LOOK_FOR_EMPTY_MS).unref();
    this.#owned.onDispose(() => clearInterval(looking));
  }

  get size(): number {
    return this.#count;
  }

  *groups(): Iterable<Group> {
    for (const groups of this.#groups.values()) yield* groups.values();
  }

  put(alert: HeldAlert): void {
    for (const route of matchingRoutes(this.#options.route, alert.values)) this.#putInto(route, alert);
  }

  dispose(): void {
    this.#owned.dispose();
    for (const group of this.groups()) group.dispose();
    this.#groups.clear();
  }

  #putInto(route: Route, alert: HeldAlert): void {
    const labels = groupLabels(route, alert);
    const key = groupKey(this.#keys.get(route) ?? '', labels);
    let groups = this.#groups.get(route);
    if (!groups) {
      groups = new Map();
      this.#groups.set(route, groups);
    }
    let group = groups.get(key);
    if (!group) {
      if (this.#count >= MOST_GROUPS) {
        this.#options.onFull(alert);
        return;
      }
      const { now, tell, settlingMs } = this.#options;
      group = new Group({ route, key, labels, now, tell, settlingMs });
      groups.set(key, group);
      this.#count += 1;
    }
    group.put(alert);
  }

  #removeEmpty(): void {
    for (const groups of this.#groups.values()) {
      for (const [key, group] of groups) {
        if (!group.isEmpty) continue;
        group.dispose();
        groups.delete(key);
        this.#count -= 1;
      }
    }
  }
}
