import { expect, test } from 'vitest';
import { shownValue, styleOf, thresholdColour } from '../../../shared/dashboards/field-style.ts';
import { type FieldStyle, newPanel, standardStyle } from '../../../shared/dashboards/model.ts';
import { optionsOf, readVariableQuery } from '../../../shared/dashboards/variable-query.ts';

const style = (given: Partial<FieldStyle>): FieldStyle => ({ ...standardStyle, ...given });
const steps = [
  { value: null, colour: 'green' },
  { value: 80, colour: 'orange' },
  { value: 90, colour: 'red' },
];

test.each([
  [10, 'green'],
  [80, 'orange'],
  [95, 'red'],
])('%d stands at its threshold', (value, colour) => {
  expect(thresholdColour(value, style({ thresholds: { mode: 'absolute', steps } }))).toBe(colour);
});

test('thresholds of a percentage follow the scale', () => {
  const half = style({ min: 0, max: 2, thresholds: { mode: 'percentage', steps } });
  expect([thresholdColour(1.5, half), thresholdColour(1.7, half)]).toEqual(['green', 'orange']);
});

test('values are mapped to words, ranges and missing ones too', () => {
  const mapped = style({
    unit: 'bytes',
    mappings: [
      { kind: 'value', value: '1', text: 'up', colour: 'green' },
      { kind: 'range', from: 2, to: 5, text: 'some', colour: '' },
      { kind: 'special', match: 'null', text: 'gone', colour: 'red' },
    ],
  });
  expect([1, 3, null, 2048].map((value) => shownValue(value, mapped).value)).toEqual([
    'up',
    'some',
    'gone',
    '2.00',
  ]);
  expect(shownValue(1, mapped).colour).toBe('green');
});

test('overrides lie over the style in their order', () => {
  const panel = newPanel({
    id: 1,
    kind: 'timeseries',
    grid: { x: 0, y: 0, w: 1, h: 1 },
    style: style({ unit: 's' }),
    overrides: [
      { by: 'regex', match: '^(?:cpu)', set: { unit: 'percent', axis: 'right' } },
      { by: 'name', match: 'cpu 1', set: { unit: 'bytes' } },
      { by: 'value', match: 'max >= 5', set: { dashed: true } },
    ],
  });
  const of = (name: string, values: number[]) =>
    styleOf(panel, { name, query: 'A', kind: 'number', labels: [], values });
  expect(of('cpu 1', [1])).toMatchObject({ unit: 'bytes', axis: 'right', dashed: false });
  expect(of('other', [9])).toMatchObject({ unit: 's', axis: 'left', dashed: true });
});

test.each([
  ['label_values(job)', { kind: 'labelValues', label: 'job', matchers: [] }],
  ['label_values(up{a="x,y"}, job)', { kind: 'labelValues', label: 'job' }],
  ['label_names()', { kind: 'labelNames' }],
  ['metrics(node_.*)', { kind: 'metrics', pattern: 'node_.*' }],
  ['query_result(topk(5, up))', { kind: 'result', expr: 'topk(5, up)' }],
])('a variable may ask %s', (text, query) => {
  expect(readVariableQuery(text)).toMatchObject({ ok: true, value: query });
});

test('options are cut by an expression, each once, and sorted', () => {
  const values = ['up{job="b"} 1', 'up{job="a10"} 1', 'up{job="a9"} 1', 'up{job="b"} 2', 'other'];
  const options = optionsOf(values, { regex: 'job="([^"]+)"', sort: 'asc' });
  expect(options.map(({ value }) => value)).toEqual(['a10', 'a9', 'b']);
  const named = optionsOf(['x-1', 'x-2'], { regex: '(?<text>x)-(?<value>\\d)', sort: 'numericDesc' });
  expect(named).toEqual([
    { text: 'x', value: '1' },
    { text: 'x', value: '2' },
  ]);
});
