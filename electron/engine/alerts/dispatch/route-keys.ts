import { type AlertMatcher, matcherText } from '../../../../shared/alerts/matchers.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import type { Route } from '../routing/route.ts';
import { compareLabels, type HeldAlert } from './held-alert.ts';

/** The key of each route of the tree, as Alertmanager writes it: `{}/{team="a"}`. */
export function routeKeys(root: Route): ReadonlyMap<Route, string> {
  const keys = new Map<Route, string>();
  const walk = (route: Route, above: string | null) => {
    const own = matchersText(route.matchers);
    const key = above === null ? own : `${above}/${own}`;
    keys.set(route, key);
    for (const child of route.routes) walk(child, key);
  };
  walk(root, null);
  return keys;
}

const OPERATORS = ['=', '!=', '=~', '!~'];

function matchersText(matchers: readonly AlertMatcher[]): string {
  const place = ({ op }: AlertMatcher) => OPERATORS.indexOf(op);
  const sorted = [...matchers].sort((a, b) => {
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    if (a.value !== b.value) return a.value < b.value ? -1 : 1;
    return place(a) - place(b);
  });
  return `{${sorted.map(matcherText).join(',')}}`;
}

/** What an alert's group is named by under a route. */
export function groupLabels({ groupBy }: Route, alert: HeldAlert): Labels {
  return groupBy === 'all' ? alert.labels : alert.labels.filter(([name]) => groupBy.includes(name));
}

/** As `{}/{team="a"}:{alertname="b"}`. */
export function groupKey(routeKey: string, labels: Labels): string {
  return `${routeKey}:{${labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

/** Groups stand by their labels, then by their receiver. */
export const compareGroups = (
  a: { labels: Labels; receiver: string },
  b: { labels: Labels; receiver: string },
): number => compareLabels(a.labels, b.labels) || (a.receiver < b.receiver ? -1 : 1);
