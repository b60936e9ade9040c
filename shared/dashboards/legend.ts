import { type Labels, METRIC_NAME } from '../model/series.ts';

/** `{{label}}` filled in; a label that is not there is nothing. */
export function legendText(format: string, labels: Labels): string {
  return format.replace(
    /\{\{\s*(.+?)\s*\}\}/g,
    (_, name: string) => labels.find(([own]) => own === name)?.[1] ?? '',
  );
}

/** `name{a="b"}`, as Prometheus writes a series; the expression for one without labels. */
export function seriesText(labels: Labels, expr: string): string {
  const name = labels.find(([own]) => own === METRIC_NAME)?.[1] ?? '';
  const others = labels.filter(([own]) => own !== METRIC_NAME);
  if (others.length === 0) return name || expr;
  return `${name}{${others.map(([own, value]) => `${own}="${value}"`).join(', ')}}`;
}

/**
 * The names of an answer's series. Without a format they are told apart by the labels in which they differ, and are
 * written in full when that is all of them.
 */
export function seriesNames(all: Labels[], format: string, expr: string): string[] {
  if (format !== '' && format !== '__auto' && format !== 'auto') {
    // A label that none has leaves no name: then the series is written out.
    return all.map((labels) => legendText(format, labels).trim() || seriesText(labels, expr));
  }
  if (all.length === 1) return [seriesText(all[0] as Labels, expr)];
  const differing = new Set(differingLabels(all));
  return all.map((labels) => {
    const own = labels.filter(([name]) => differing.has(name));
    if (own.length === 0) return seriesText(labels, expr);
    return own.length === 1 ? (own[0]?.[1] as string) : seriesText(own, expr);
  });
}

function differingLabels(all: Labels[]): string[] {
  const seen = new Map<string, { value: string; count: number; same: boolean }>();
  for (const labels of all) {
    for (const [name, value] of labels) {
      const known = seen.get(name);
      if (!known) seen.set(name, { value, count: 1, same: true });
      else {
        known.count++;
        if (known.value !== value) known.same = false;
      }
    }
  }
  return [...seen].filter(([, { count, same }]) => !same || count < all.length).map(([name]) => name);
}
