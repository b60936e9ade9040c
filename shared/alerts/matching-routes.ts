import { type AlertMatcher, matchesAll } from './matchers.ts';

/** What decides about the way of an alert through a tree of routes. */
export interface RouteNode<Node> {
  matchers: readonly AlertMatcher[];
  /** Routes beside it are looked at too. */
  continue: boolean;
  routes: readonly Node[];
}

/**
 * The routes that an alert takes: the deepest ones that match, in their order; none where the top does not match.
 *
 * Source: Alertmanager, dispatch/route.go
 */
export function matchingRoutes<Node extends RouteNode<Node>>(
  route: Node,
  labels: ReadonlyMap<string, string>,
): Node[] {
  if (!matchesAll(route.matchers, labels)) return [];
  const found: Node[] = [];
  for (const child of route.routes) {
    const matches = matchingRoutes(child, labels);
    found.push(...matches);
    if (matches.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}
