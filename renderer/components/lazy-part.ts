import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** Waits before the second, third and fourth try, in milliseconds. */
const TRY_AGAIN_MS = [200, 600, 1500];

/**
 * A part of the UI that is loaded when it is first shown. Browsers abort what they load, from this machine too,
 * when a network appears or goes (Chromium: ERR_NETWORK_CHANGED), as with every `docker compose up`; so a part
 * that failed to load is asked for again.
 */
export function lazyPart<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => loadAgain(load));
}

/** @throws the last failure when every try fails */
export async function loadAgain<T>(
  load: () => Promise<T>,
  waitsMs: readonly number[] = TRY_AGAIN_MS,
): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await load();
    } catch {
      // Told by the last try, should that fail too.
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return load();
}
