import { type Labels, METRIC_NAME } from '../model/series.ts';

export type Cell = number | string | null;

/** A column of an answer, with the labels of the series it came from. */
export interface Field {
  name: string;
  kind: 'time' | 'number' | 'string';
  values: Cell[];
  labels: Labels;
  /** Id of the query it came from; empty for what was calculated. */
  query: string;
}

/** A table: all its fields are of one length. */
export interface Frame {
  query: string;
  fields: Field[];
}

/** A series as it is drawn. */
export interface Line {
  query: string;
  name: string;
  labels: Labels;
  /** NaN for gaps. */
  timesMs: Float64Array;
  values: Float64Array;
}

export const TIME = 'Time';
const VALUE = 'Value';

export const rowCount = ({ fields }: Frame): number => fields[0]?.values.length ?? 0;
const gap = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Each line as a frame of its times and values. */
export function framesOfLines(lines: Line[]): Frame[] {
  return lines.map(({ query, name, labels, timesMs, values }) => ({
    query,
    fields: [
      { name: TIME, kind: 'time', values: Array.from(timesMs), labels: [], query },
      { name, kind: 'number', values: Array.from(values, gap), labels, query },
    ],
  }));
}

/** Every field of numbers that has times beside it, as a line again; without times, one value each. */
export function linesOfFrames(frames: Frame[], nowMs: number): Line[] {
  return frames.flatMap(({ fields, query }) => {
    const times = fields.find(({ kind }) => kind === 'time');
    const numbers = fields.filter(({ kind }) => kind === 'number');
    const text = fields.find(({ kind }) => kind === 'string');
    const numeric = (values: Cell[]) =>
      Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
    if (times) {
      return numbers.map(({ name, labels, values, query: own }) => ({
        query: own || query,
        name,
        labels,
        timesMs: numeric(times.values),
        values: numeric(values),
      }));
    }
    // A row each, named by its text.
    return numbers.flatMap(({ name, labels, values, query: own }) =>
      values.map((value, row) => ({
        query: own || query,
        name: text ? String(text.values[row] ?? '') : name,
        labels,
        timesMs: Float64Array.of(nowMs),
        values: numeric([value]),
      })),
    );
  });
}

/**
 * The answer of a query for a table: a row for each series, a column for each label. Of several queries the values are
 * told apart as `Value #A`, as Grafana does.
 */
export function tableFrame(lines: Line[], query: string, several: boolean): Frame {
  const names = [...new Set(lines.flatMap(({ labels }) => labels.map(([name]) => name)))].sort();
  const rows = lines.flatMap((line) => {
    const at = lastKnown(line.values);
    return at < 0
      ? []
      : [
          {
            labels: new Map(line.labels),
            timeMs: line.timesMs[at] as number,
            value: line.values[at] as number,
          },
        ];
  });
  return {
    query,
    fields: [
      { name: TIME, kind: 'time', values: rows.map(({ timeMs }) => timeMs), labels: [], query },
      ...names.map(
        (name): Field => ({
          name,
          kind: 'string',
          values: rows.map(({ labels }) => labels.get(name) ?? null),
          labels: [],
          query,
        }),
      ),
      {
        name: several ? `${VALUE} #${query}` : VALUE,
        kind: 'number',
        values: rows.map(({ value }) => value),
        labels: [],
        query,
      },
    ],
  };
}

function lastKnown(values: Float64Array): number {
  for (let i = values.length - 1; i >= 0; i--) if (!Number.isNaN(values[i])) return i;
  return -1;
}

/** Several tables as one: rows that say the same in the columns of text (and time) become one row. */
export function mergedFrames(frames: Frame[]): Frame {
  if (frames.length === 1) return frames[0] as Frame;
  const columns = new Map<string, Field>();
  const rows = new Map<string, Map<string, Cell>>();
  const shared = sharedTexts(frames);
  frames.forEach((frame) => {
    for (const field of frame.fields) {
      if (!columns.has(field.name)) columns.set(field.name, { ...field, values: [] });
    }
    for (let row = 0; row < rowCount(frame); row++) {
      const key = JSON.stringify(
        shared.map((name) => frame.fields.find((field) => field.name === name)?.values[row] ?? null),
      );
      let target = rows.get(key);
      // A second row of the same frame with the same texts stays a row of its own.
      if (target && frame.fields.some(({ name, kind }) => kind === 'number' && target?.has(name))) {
        target = new Map();
        rows.set(`${key}#${rows.size}`, target);
      } else if (!target) {
        target = new Map();
        rows.set(key, target);
      }
      for (const { name, values } of frame.fields) target.set(name, values[row] ?? null);
    }
  });
  const all = [...rows.values()];
  return {
    query: '',
    fields: [...columns.values()]
      .sort(byKind)
      .map((field) => ({ ...field, values: all.map((row) => row.get(field.name) ?? null) })),
  };
}

const ORDER: Record<Field['kind'], number> = { time: 0, string: 1, number: 2 };
const byKind = (a: Field, b: Field): number => ORDER[a.kind] - ORDER[b.kind];

/** The texts that every frame has; times are left out, for two queries may be answered a moment apart. */
function sharedTexts(frames: Frame[]): string[] {
  const [first, ...others] = frames.map(({ fields }) =>
    fields.filter(({ kind }) => kind === 'string').map(({ name }) => name),
  );
  return (first ?? []).filter((name) => others.every((names) => names.includes(name)));
}

/** Labels without the metric's name, as an object would have them. */
export const labelNames = (labels: Labels): string[] =>
  labels.map(([name]) => name).filter((name) => name !== METRIC_NAME);
