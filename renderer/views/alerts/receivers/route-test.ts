import { type AlertMatcher, parseMatchers } from '../../../../shared/alerts/matchers.ts';
import { matchingRoutes } from '../../../../shared/alerts/matching-routes.ts';
import type { RouteView } from '../../../../shared/contract/notifications.ts';
import type { Label } from '../../../../shared/model/series.ts';

interface Node {
  view: RouteView;
  matchers: readonly AlertMatcher[];
  continue: boolean;
  routes: readonly Node[];
}

const nodeOf = (view: RouteView): Node => ({
  view,
  matchers: view.matchers.flatMap((text) => parseMatchers(text)),
  continue: view.continue,
  routes: view.routes.map(nodeOf),
});

/** The routes that alerts with these labels take, in the order in which their receivers are told. */
export const takenRoutes = (root: RouteView, labels: readonly Label[]): RouteView[] =>
  matchingRoutes(nodeOf(root), new Map(labels)).map(({ view }) => view);

const LABEL = /\s*,?\s*([^\s"'`,={}!~]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))/y;

/**
 * `team=shop severity="very critical"`: labels as amtool takes them, with commas or spaces between them; braces around
 * them are let be.
 *
 * @throws Error that says what cannot be read
 */
export function parseLabelSet(text: string): Label[] {
  const inside = text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .trimEnd();
  const labels = new Map<string, string>();
  for (let at = 0; at < inside.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at;
    const match = LABEL.exec(inside);
    if (!match) throw new Error(`expected name=value at “${inside.slice(at).trim()}”`);
    const [, name = '', quoted, bare = ''] = match;
    labels.set(name, quoted === undefined ? bare : unescaped(quoted));
  }
  return [...labels];
}

const unescaped = (text: string) => text.replace(/\\(.)/gs, '$1');

/** As parseLabelSet reads it. */
export const labelSetText = (labels: readonly Label[]): string =>
  labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');

/** How many routes send to each receiver. */
export function routesByReceiver(root: RouteView): Map<string, number> {
  const counts = new Map<string, number>();
  const walk = ({ receiver, routes }: RouteView): void => {
    counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
    routes.forEach(walk);
  };
  walk(root);
  return counts;
}
