import { expect, test } from 'vitest';
import {
  type Frame,
  framesOfLines,
  type Line,
  linesOfFrames,
  tableFrame,
} from '../../../shared/dashboards/frames.ts';
import { transform } from '../../../shared/dashboards/transform.ts';
import { type Transformation, transformationSchema } from '../../../shared/dashboards/transformation.ts';

const line = (query: string, name: string, labels: Record<string, string>, values: number[]): Line => ({
  query,
  name,
  labels: Object.entries(labels),
  timesMs: Float64Array.from(values, (_, i) => i * 1000),
  values: Float64Array.from(values),
});
const step = (given: unknown): Transformation => transformationSchema.parse(given);
const grid = (frames: Frame[]) =>
  frames.map(({ fields }) => Object.fromEntries(fields.map(({ name, values }) => [name, values])));

const cpu = [line('A', 'web', { job: 'web' }, [1, 2]), line('A', 'api', { job: 'api' }, [3, 4])];
const memory = [line('B', 'web', { job: 'web' }, [10, 20]), line('B', 'db', { job: 'db' }, [7, 8])];
const tables = [tableFrame(cpu, 'A', true), tableFrame(memory, 'B', true)];

test('two tables become one, rows of the same labels together, what is missing is nothing', () => {
  const steps = [
    step({ kind: 'merge' }),
    step({ kind: 'organize', hide: ['Time'], rename: { 'Value #A': 'CPU' } }),
  ];
  expect(grid(transform(tables, steps))).toEqual([
    { job: ['web', 'api', 'db'], CPU: [2, 4, null], 'Value #B': [20, null, 8] },
  ]);
});

test('tables are joined by a field, of both or of either', () => {
  const by = (mode: string) => grid(transform(tables, [step({ kind: 'join', field: 'job', mode })]))[0];
  expect(by('inner')).toMatchObject({ job: ['web'], 'Value #A': [2], 'Value #B': [20] });
  expect(by('outer')).toMatchObject({ job: ['web', 'api', 'db'], 'Value #B': [20, null, 8] });
});

test('series become rows of what they come to', () => {
  const steps = [step({ kind: 'reduce', calcs: ['max', 'mean'], labelsToFields: true })];
  expect(grid(transform(framesOfLines(cpu), steps))).toEqual([
    { Field: ['web', 'api'], job: ['web', 'api'], Max: [2, 4], Mean: [1.5, 3.5] },
  ]);
});

test('names are changed by an expression', () => {
  const renamed = transform(framesOfLines(cpu), [
    step({ kind: 'renameByRegex', regex: '^(w)eb$', replacement: '$1!' }),
  ]);
  expect(linesOfFrames(renamed, 0).map(({ name }) => name)).toEqual(['w!', 'api']);
});

test('an expression that cannot be read changes nothing', () => {
  const frames = framesOfLines(cpu);
  expect(transform(frames, [step({ kind: 'renameByRegex', regex: '(', replacement: '' })])).toEqual(frames);
});

test('fields are kept or left out by name', () => {
  const merged = transform(tables, [
    step({ kind: 'merge' }),
    step({ kind: 'filterFields', names: ['job'], regex: '#B$' }),
  ]);
  expect(Object.keys(grid(merged)[0] ?? {})).toEqual(['job', 'Value #B']);
});

test('a field is calculated from two others, or from all of a row', () => {
  const of = (given: object) =>
    grid(transform(tables, [step({ kind: 'merge' }), step({ kind: 'calculate', ...given })]))[0];
  expect(of({ mode: 'binary', left: 'Value #B', op: '/', right: 'Value #A', name: 'ratio' })).toMatchObject({
    ratio: [10, null, null],
  });
  expect(of({ mode: 'binary', left: 'Value #A', op: '*', right: '2' })).toMatchObject({
    'Value #A * 2': [4, 8, null],
  });
  expect(of({ mode: 'row', calc: 'sum' })).toMatchObject({ Total: [22, 4, 8] });
});

test('rows are sorted, the missing last, and cut', () => {
  const sorted = (descending: boolean) =>
    grid(
      transform(tables, [step({ kind: 'merge' }), step({ kind: 'sort', field: 'Value #A', descending })]),
    )[0]?.job;
  expect(sorted(false)).toEqual(['web', 'api', 'db']);
  expect(sorted(true)).toEqual(['api', 'web', 'db']);
  expect(grid(transform(tables, [step({ kind: 'limit', rows: 1 })]))[0]?.job).toEqual(['web']);
});

test('rows are kept by conditions', () => {
  const conditions = [{ field: 'Value #A', op: '>', value: 2 }];
  expect(grid(transform(tables, [step({ kind: 'filterRows', conditions })]))[0]?.job).toEqual(['api']);
});

test('rows are grouped, each group with what it comes to', () => {
  const rows = [line('A', 'a', { job: 'web', pod: '1' }, [1]), line('A', 'b', { job: 'web', pod: '2' }, [5])];
  const group = step({ kind: 'group', by: ['job'], calcs: { Value: ['sum', 'max'], pod: ['count'] } });
  expect(grid(transform([tableFrame(rows, 'A', false)], [group]))).toEqual([
    { job: ['web'], 'pod (count)': [2], 'Value (sum)': [6], 'Value (max)': [5] },
  ]);
});

test('lines pass through tables and back as they were', () => {
  expect(linesOfFrames(framesOfLines([...cpu, ...memory]), 0)).toEqual([...cpu, ...memory]);
});

test('series become rows of labels with their newest value', () => {
  expect(grid(transform(framesOfLines(cpu), [step({ kind: 'seriesToRows' })]))).toEqual([
    { job: ['web', 'api'], 'Trend #A': [2, 4] },
  ]);
});
