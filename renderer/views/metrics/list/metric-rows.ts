import type { MetricFamily } from '../../../../shared/contract/promql.ts';

/** A group's head, or a metric. */
export type ListRow =
  | { kind: 'group'; prefix: string; metrics: number; series: number; open: boolean }
  | { kind: 'metric'; family: MetricFamily; grouped: boolean };

export type ListOrder = 'name' | 'series';

/** Fewer are read at a glance and need no groups. */
const GROUPED_FROM = 60;
const LEAST_GROUP = 3;

/** Words in any order, each somewhere in the name or the help; those in the name come first, and those at its start before. */
export function matchingFamilies(families: readonly MetricFamily[], search: string): MetricFamily[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...families];
  const ranked: { family: MetricFamily; rank: number }[] = [];
  for (const family of families) {
    const name = family.name.toLowerCase();
    const help = family.help.toLowerCase();
    let rank = 0;
    for (const word of words) {
      const at = name.indexOf(word);
      if (at < 0 && !help.includes(word)) rank = Number.NaN;
      else rank += at === 0 ? 0 : at > 0 ? 1 : 10;
    }
    if (!Number.isNaN(rank)) ranked.push({ family, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ family }) => family);
}

/** `node_cpu_seconds_total` belongs to `node`; `http.server.duration` to `http`. */
export const prefixOf = (name: string): string => /^[^_.:]+/.exec(name)?.[0] ?? name;

/**
 * The list as rows: by prefix where there are many and nothing is searched for; groups of one or two stand among
 * the others.
 */
export function listRows(
  families: readonly MetricFamily[],
  order: ListOrder,
  closed: ReadonlySet<string>,
  searching: boolean,
): ListRow[] {
  const sorted = order === 'series' ? [...families].sort((a, b) => b.series - a.series) : families;
  const metric = (family: MetricFamily, grouped: boolean): ListRow => ({ kind: 'metric', family, grouped });
  if (searching || order === 'series' || families.length < GROUPED_FROM) {
    return sorted.map((family) => metric(family, false));
  }
  const groups = new Map<string, MetricFamily[]>();
  for (const family of sorted) {
    const prefix = prefixOf(family.name);
    const group = groups.get(prefix);
    if (group) group.push(family);
    else groups.set(prefix, [family]);
  }
  return [...groups].flatMap(([prefix, members]): ListRow[] => {
    if (members.length < LEAST_GROUP) return members.map((family) => metric(family, false));
    const open = !closed.has(prefix);
    const series = members.reduce((sum, family) => sum + family.series, 0);
    const head: ListRow = { kind: 'group', prefix, metrics: members.length, series, open };
    return open ? [head, ...members.map((family) => metric(family, true))] : [head];
  });
}
