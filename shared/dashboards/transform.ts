import { calcNames, reduceValues } from './calc.ts';
import { type Cell, type Field, type Frame, labelNames, mergedFrames, rowCount, TIME } from './frames.ts';
import { readPattern } from './pattern.ts';
import type { Transformation } from './transformation.ts';

type Of<K extends Transformation['kind']> = Extract<Transformation, { kind: K }>;
type Steps = { [K in Transformation['kind']]: (frames: Frame[], options: Of<K>) => Frame[] };

/** The tables after every transformation in turn. */
export function transform(frames: Frame[], transformations: Transformation[]): Frame[] {
  return transformations.reduce(
    (current, step) =>
      (steps[step.kind] as (frames: Frame[], options: Transformation) => Frame[])(current, step),
    frames,
  );
}

const eachField = (frames: Frame[], change: (fields: Field[], frame: Frame) => Field[]): Frame[] =>
  frames.map((frame) => ({ ...frame, fields: change(frame.fields, frame) }));

const numbers = (values: Cell[]): (number | null)[] =>
  values.map((value) => (typeof value === 'number' ? value : null));
const rowsOf = (frame: Frame, rows: number[]): Frame => ({
  ...frame,
  fields: frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row] ?? null) })),
});
const everyRow = (frame: Frame): number[] => Array.from({ length: rowCount(frame) }, (_, row) => row);
const made = (name: string, values: Cell[], kind: Field['kind'] = 'number'): Field => ({
  name,
  kind,
  values,
  labels: [],
  query: '',
});

const steps: Steps = {
  organize(frames, { hide, order, rename }) {
    const place = new Map(order.map((name, i) => [name, i]));
    return eachField(frames, (fields) =>
      fields
        .filter(({ name }) => !hide.includes(name))
        .sort((a, b) => (place.get(a.name) ?? order.length) - (place.get(b.name) ?? order.length))
        .map((field) => ({
          ...field,
          name: (Object.hasOwn(rename, field.name) && rename[field.name]) || field.name,
        })),
    );
  },
  merge: (frames) => (frames.length > 1 ? [mergedFrames(frames)] : frames),
  join: joined,
  reduce: reduced,
  renameByRegex(frames, { regex, replacement }) {
    const pattern = readPattern(regex);
    if (!pattern) return frames;
    return eachField(frames, (fields) =>
      fields.map((field) =>
        field.kind === 'time' ? field : { ...field, name: pattern.replace(field.name, replacement) },
      ),
    );
  },
  filterFields(frames, { names, regex, exclude }) {
    const pattern = regex === '' ? null : readPattern(regex);
    const named = (name: string) => names.includes(name) || (pattern?.test(name) ?? false);
    return eachField(frames, (fields) => fields.filter(({ name }) => named(name) !== exclude)).filter(
      ({ fields }) => fields.length > 0,
    );
  },
  filterQueries: (frames, { queries, exclude }) =>
    frames.filter(({ query }) => queries.includes(query) !== exclude),
  filterRows: (frames, options) =>
    frames.map((frame) =>
      rowsOf(
        frame,
        everyRow(frame).filter((row) => keepsRow(frame, row, options)),
      ),
    ),
  calculate: (frames, options) => frames.map((frame) => calculated(frame, options)),
  sort: (frames, { field, descending }) => frames.map((frame) => sorted(frame, field, descending)),
  limit: (frames, { rows }) => frames.map((frame) => rowsOf(frame, everyRow(frame).slice(0, rows))),
  group: (frames, options) => frames.map((frame) => grouped(frame, options)),
  labelsToFields: (frames, options) => [mergedFrames(frames.map((frame) => withLabelFields(frame, options)))],
  seriesToRows: (frames) => [mergedFrames(frames.map(newestRow))],
};

function joined(frames: Frame[], { field, mode }: Of<'join'>): Frame[] {
  const having = frames.filter(({ fields }) => fields.some(({ name }) => name === field));
  if (having.length < 2) return frames;
  const keyed = having.map((frame) => {
    const keys = frame.fields.find(({ name }) => name === field)?.values ?? [];
    return { frame, at: new Map(keys.map((key, row) => [key, row])) };
  });
  const all = [...new Set(keyed.flatMap(({ at }) => [...at.keys()]))];
  const keys = mode === 'inner' ? all.filter((key) => keyed.every(({ at }) => at.has(key))) : all;
  const [first] = having[0]?.fields.filter(({ name }) => name === field) ?? [];
  if (!first) return frames;
  if (first.kind === 'time') keys.sort((a, b) => Number(a) - Number(b));
  const seen = new Map<string, number>();
  const others = keyed.flatMap(({ frame, at }) =>
    frame.fields
      .filter(({ name }) => name !== field)
      .map((own) => ({
        ...own,
        name: numbered(own.name, seen),
        values: keys.map((key) => own.values[at.get(key) ?? -1] ?? null),
      })),
  );
  return [{ query: '', fields: [{ ...first, values: keys }, ...others] }];
}

/** Columns of one name are numbered from the second on, as Grafana does. */
function numbered(name: string, seen: Map<string, number>): string {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}

function reduced(frames: Frame[], { calcs, mode, labelsToFields }: Of<'reduce'>): Frame[] {
  const [calc = 'lastNotNull'] = calcs;
  if (mode === 'fields') {
    return eachField(frames, (fields) =>
      fields
        .filter(({ kind }) => kind === 'number')
        .map((field) => ({ ...field, values: [reduceValues(numbers(field.values), calc)] })),
    );
  }
  const series = frames.flatMap(({ fields }) => fields.filter(({ kind }) => kind === 'number'));
  const names = labelsToFields ? [...new Set(series.flatMap(({ labels }) => labelNames(labels)))] : [];
  return [
    {
      query: '',
      fields: [
        made(
          'Field',
          series.map(({ name }) => name),
          'string',
        ),
        ...names.map((name) =>
          made(
            name,
            series.map(({ labels }) => labels.find(([own]) => own === name)?.[1] ?? null),
            'string',
          ),
        ),
        ...calcs.map((each) =>
          made(
            calcNames[each],
            series.map(({ values }) => reduceValues(numbers(values), each)),
          ),
        ),
      ],
    },
  ];
}

function keepsRow({ fields }: Frame, row: number, { conditions, match, exclude }: Of<'filterRows'>): boolean {
  const met = conditions.map(({ field, op, value }) => {
    const cell = fields.find(({ name }) => name === field)?.values[row] ?? null;
    return meets(cell, op, value);
  });
  const all = match === 'all' ? met.every(Boolean) : met.some(Boolean);
  return all !== exclude;
}

function meets(
  cell: Cell,
  op: Of<'filterRows'>['conditions'][number]['op'],
  value: string | number,
): boolean {
  if (op === 'isNull') return cell === null;
  if (op === 'isNotNull') return cell !== null;
  if (cell === null) return false;
  if (op === '=~') return readPattern(String(value))?.test(String(cell)) ?? false;
  if (op === '=' || op === '!=') return (String(cell) === String(value)) === (op === '=');
  const [a, b] = [Number(cell), Number(value)];
  return op === '>' ? a > b : op === '>=' ? a >= b : op === '<' ? a < b : a <= b;
}

const operations: Record<Of<'calculate'>['op'], (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '%': (a, b) => a % b,
};

function calculated(frame: Frame, options: Of<'calculate'>): Frame {
  const { mode, left, op, right, calc, fields: wanted, replace } = options;
  const column = (name: string): Cell[] | null =>
    frame.fields.find((field) => field.name === name)?.values ?? null;
  const values =
    mode === 'row'
      ? everyRow(frame).map((row) => {
          const taken = frame.fields.filter(
            ({ kind, name }) => kind === 'number' && (wanted.length === 0 || wanted.includes(name)),
          );
          return known(reduceValues(numbers(taken.map((field) => field.values[row] ?? null)), calc));
        })
      : binary(frame, column(left) ?? left, op, column(right) ?? right);
  const name = options.name || (mode === 'row' ? calcNames[calc] : `${left} ${op} ${right}`);
  const kept = replace ? frame.fields.filter(({ kind }) => kind === 'time') : frame.fields;
  return { ...frame, fields: [...kept, made(name, values)] };
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

function binary(
  frame: Frame,
  left: Cell[] | string,
  op: Of<'calculate'>['op'],
  right: Cell[] | string,
): Cell[] {
  const side = (of: Cell[] | string, row: number): number => {
    const value = typeof of === 'string' ? (of.trim() === '' ? Number.NaN : Number(of)) : of[row];
    return typeof value === 'number' ? value : Number.NaN;
  };
  return everyRow(frame).map((row) => known(operations[op](side(left, row), side(right, row))));
}

function sorted(frame: Frame, name: string, descending: boolean): Frame {
  const values = frame.fields.find((field) => field.name === name)?.values;
  if (!values) return frame;
  const rows = everyRow(frame).sort((a, b) => compared(values[a] ?? null, values[b] ?? null, descending));
  return rowsOf(frame, rows);
}

/** What is missing stands last, whichever way. */
export function compared(a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  return descending ? -order : order;
}

function grouped(frame: Frame, { by, calcs }: Of<'group'>): Frame {
  const keys = by
    .map((name) => frame.fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const groups = new Map<string, number[]>();
  for (const row of everyRow(frame)) {
    const key = JSON.stringify(keys.map(({ values }) => values[row]));
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  const all = [...groups.values()];
  const aggregated = frame.fields.flatMap((field) =>
    (Object.hasOwn(calcs, field.name) ? (calcs[field.name] ?? []) : []).map((calc) =>
      made(
        `${field.name} (${calc})`,
        all.map((rows) =>
          aggregate(
            rows.map((row) => field.values[row] ?? null),
            calc,
          ),
        ),
      ),
    ),
  );
  return {
    ...frame,
    fields: [
      ...keys.map((field) => ({ ...field, values: all.map(([row = -1]) => field.values[row] ?? null) })),
      ...aggregated,
    ],
  };
}

/** Texts have a first, a last and a count. */
function aggregate(values: Cell[], calc: Parameters<typeof reduceValues>[1]): Cell {
  if (values.every((value) => typeof value !== 'string')) return known(reduceValues(numbers(values), calc));
  if (calc === 'count') return values.length;
  if (calc === 'distinctCount') return new Set(values).size;
  return (calc.startsWith('first') ? values[0] : values.at(-1)) ?? null;
}

function withLabelFields(frame: Frame, { valueLabel, keep }: Of<'labelsToFields'>): Frame {
  const rows = rowCount(frame);
  const labels = frame.fields.find(({ kind }) => kind === 'number')?.labels ?? [];
  const kept = labels.filter(([name]) => name !== valueLabel && (keep.length === 0 || keep.includes(name)));
  return {
    ...frame,
    fields: frame.fields.flatMap((field): Field[] => {
      if (field.kind !== 'number') return [field];
      const own = field.labels.find(([name]) => name === valueLabel)?.[1];
      return [
        ...kept.map(([name, value]) =>
          made(
            name,
            Array.from({ length: rows }, () => value),
            'string',
          ),
        ),
        { ...field, name: own ?? field.name },
      ];
    }),
  };
}

/** Of a frame of times, one row: its labels and its newest value. */
function newestRow(frame: Frame): Frame {
  const field = frame.fields.find(({ kind }) => kind === 'number');
  if (!field || !frame.fields.some(({ name }) => name === TIME)) return frame;
  return {
    query: frame.query,
    fields: [
      ...field.labels.map(([name, value]) => made(name, [value], 'string')),
      {
        ...made(`Trend #${frame.query}`, [known(reduceValues(numbers(field.values), 'lastNotNull'))]),
        query: frame.query,
      },
    ],
  };
}
