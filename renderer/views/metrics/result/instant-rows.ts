import type { InstantAnswer } from '../../../../shared/contract/promql.ts';
import { type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { Sort } from '../../../components/VirtualTable.tsx';

export interface InstantRow {
  key: string;
  letter: string;
  labels: ReadonlyMap<string, string>;
  /** Null for what is text. */
  value: number | null;
  text: string;
  unit: string;
}

export interface InstantTableData {
  /** Labels worth a column, those that tell rows apart first. */
  columns: string[];
  /** Labels that all rows share, told once. */
  shared: Labels;
  rows: InstantRow[];
}

/** The answers of several instant queries as the rows of one table. */
export function instantTable(
  answers: readonly { letter: string; answer: InstantAnswer; unit: string }[],
): InstantTableData {
  const rows = answers.flatMap(({ letter, answer, unit }) => rowsOf(letter, answer, unit));
  const names = new Map<string, Map<string, number>>();
  for (const { labels } of rows) {
    for (const [name, value] of labels) {
      const values = names.get(name) ?? new Map<string, number>();
      values.set(value, (values.get(value) ?? 0) + 1);
      names.set(name, values);
    }
  }
  const isShared = (name: string) => {
    const values = names.get(name);
    return rows.length > 1 && values?.size === 1 && [...values.values()][0] === rows.length;
  };
  const all = [...names.keys()];
  return {
    columns: all.filter((name) => !isShared(name)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
    shared: all.filter(isShared).map((name) => [name, rows[0]?.labels.get(name) ?? '']),
    rows,
  };
}

/** The metric first, and last what cAdvisor copied from container labels, which shorter ones say as well. */
const rank = (name: string): number =>
  name === METRIC_NAME ? 0 : name === 'id' ? 2 : name.startsWith('container_label_') ? 3 : 1;

function rowsOf(letter: string, answer: InstantAnswer, unit: string): InstantRow[] {
  const row = (labels: Labels, value: number | null, text = ''): InstantRow => ({
    key: `${letter} ${JSON.stringify(labels)}`,
    letter,
    labels: new Map(labels),
    value,
    text,
    unit,
  });
  switch (answer.type) {
    case 'vector':
      return answer.samples.map(({ labels, value }) => row(labels, value));
    case 'matrix':
      return answer.series.map(({ labels, values }) =>
        row(labels, values.at(-1) ?? null, `${values.length} samples`),
      );
    case 'scalar':
      return [row([], answer.value)];
    case 'string':
      return [row([], null, answer.value)];
  }
}

/** By a label's text or by value; NaN and texts last. */
export function sortInstant(rows: readonly InstantRow[], { key, descending }: Sort): InstantRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (key !== 'value') {
      return sign * (a.labels.get(key) ?? '').localeCompare(b.labels.get(key) ?? '', 'en', { numeric: true });
    }
    const [x, y] = [a.value ?? Number.NaN, b.value ?? Number.NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return sign * (x - y);
  });
}
