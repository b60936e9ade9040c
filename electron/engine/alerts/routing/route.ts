import type { AlertMatcher } from '../../../../shared/alerts/matchers.ts';

export { matchingRoutes } from '../../../../shared/alerts/matching-routes.ts';

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
