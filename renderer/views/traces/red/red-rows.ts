import type { RedRow, RedTable } from '../../../../shared/contract/trace-answers.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import type { Sort } from '../../../components/VirtualTable.tsx';
import { errorShare } from '../figures.ts';

/** One text for each row, stable from answer to answer. */
export const redKey = ({ service, operation }: RedRow): string =>
  operation === null ? service : `${service}\u0000${operation}`;

const MEASURES: Record<string, (row: RedRow) => number | null> = {
  rate: ({ calls }) => calls,
  errors: ({ errors, calls }) => errorShare(errors, calls),
  p50: ({ p50Nano }) => p50Nano,
  p95: ({ p95Nano }) => p95Nano,
  p99: ({ p99Nano }) => p99Nano,
};

const byName = (a: RedRow, b: RedRow): number =>
  a.service.localeCompare(b.service) || (a.operation ?? '').localeCompare(b.operation ?? '');

/** Rows in the order asked for; those without a figure come last whichever way, ties by name. */
export function sortRows(rows: RedRow[], { key, descending }: Sort): RedRow[] {
  const sign = descending ? -1 : 1;
  const measure = MEASURES[key];
  if (!measure) return [...rows].sort((a, b) => sign * byName(a, b));
  return [...rows].sort((a, b) => {
    const [one, other] = [measure(a), measure(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName(a, b);
    return sign * (one - other) || byName(a, b);
  });
}

/** Rows whose service or operation holds the text, in any case of letters. */
export function matchingRows(rows: RedRow[], text: string): RedRow[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(({ service, operation }) =>
    `${service} ${operation ?? ''}`.toLowerCase().includes(wanted),
  );
}

interface RedCharts {
  /** Calls a second. */
  rate: ChartSeries[];
  /** Percent of the calls; a gap where there was none. */
  errors: ChartSeries[];
  /** Milliseconds. */
  p95: ChartSeries[];
}

/** A row's figures over time, for charts. */
export function redCharts(
  table: Pick<RedTable, 'stepsMs' | 'stepMs'>,
  row: RedRow,
  colour: string,
): RedCharts {
  const series = (name: string, values: Float64Array, tint = colour): ChartSeries[] => [
    { name, colour: tint, timesMs: table.stepsMs, values },
  ];
  return {
    rate: series(
      'calls',
      row.callsByStep.map((calls) => calls / (table.stepMs / 1000)),
    ),
    errors: series(
      'errors',
      row.errorsByStep.map((errors, i) => errorShare(errors, row.callsByStep[i] ?? 0) ?? Number.NaN),
      'var(--err)',
    ),
    p95: series(
      'p95',
      row.p95ByStep.map((nano) => nano / 1e6),
    ),
  };
}
