import { type AlertMatcher, matchesAll } from './matchers.ts';

/** A node of the route tree; what it does not say itself it has from the one above. */
export interface Route {
  receiver: string;
  /** `all` keeps every alert in a group of its own. */
  groupBy: readonly string[] | 'all';
  groupWaitMs: number;
  groupIntervalMs: number;
  repeatIntervalMs: number;
  matchers: readonly AlertMatcher[];
  /** Routes beside it are looked at too. */
  continue: boolean;
  muteTimeIntervals: readonly string[];
  activeTimeIntervals: readonly string[];
  routes: readonly Route[];
  line: number;
}

/**
 * The routes that an alert takes: the deepest ones that match, in their order; none where the top does not match.
 *
 * Source: Alertmanager, dispatch/route.go
 */
export function matchingRoutes(route: Route, labels: ReadonlyMap<string, string>): Route[] {
  if (!matchesAll(route.matchers, labels)) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const matches = matchingRoutes(child, labels);
    found.push(...matches);
    if (matches.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}
