import { type Labels, METRIC_NAME } from '../../shared/model/series.ts';

export interface SeriesName {
  name: string;
  /** The series as PromQL writes it, every label included. */
  title: string;
}

const quoted = (value: string): string => JSON.stringify(value);
const BARE = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const BARE_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

const pairs = (labels: Labels): string =>
  labels.map(([name, value]) => `${BARE.test(name) ? name : quoted(name)}=${quoted(value)}`).join(', ');

/** `http_requests_total{code="500", route="/x"}`, as PromQL reads it. */
export function seriesText(labels: Labels): string {
  const metric = labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '';
  const rest = labels.filter(([name]) => name !== METRIC_NAME);
  if (metric !== '' && !BARE_METRIC.test(metric)) {
    return `{${[quoted(metric), ...(rest.length > 0 ? [pairs(rest)] : [])].join(', ')}}`;
  }
  return rest.length === 0 && metric !== '' ? metric : `${metric}{${pairs(rest)}}`;
}

/**
 * Short names for the series of one answer: what all have in common is left out, and where one label tells them
 * apart its value alone is the name. `whole` stands for a series without a label that differs.
 */
export function seriesNames(all: readonly Labels[], whole: string): SeriesName[] {
  const differing = differingLabels(all);
  return all.map((labels) => {
    const title = seriesText(labels);
    const own = labels.filter(([name]) => differing.has(name));
    if (differing.size === 0 || own.length === 0) return { name: whole === '' ? title : whole, title };
    if (differing.size === 1) return { name: own[0]?.[1] || '""', title };
    const metric = own.find(([name]) => name === METRIC_NAME)?.[1] ?? '';
    const rest = own.filter(([name]) => name !== METRIC_NAME).map(([name, value]) => `${name}=${value}`);
    return { name: [metric, rest.join(', ')].filter((part) => part !== '').join(' '), title };
  });
}

/** Names of the labels that not all series have with the same value. */
function differingLabels(all: readonly Labels[]): Set<string> {
  const values = new Map<string, { value: string; count: number; same: boolean }>();
  for (const labels of all) {
    for (const [name, value] of labels) {
      const seen = values.get(name);
      if (!seen) values.set(name, { value, count: 1, same: true });
      else {
        seen.count++;
        if (seen.value !== value) seen.same = false;
      }
    }
  }
  return new Set(
    [...values].filter(([, { count, same }]) => !same || count < all.length).map(([name]) => name),
  );
}
