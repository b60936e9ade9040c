// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of dashboards are written so
import { expect, test } from 'vitest';
import {
  interpolateQuery,
  interpolateText,
  lengthText,
  parseStep,
  referencedVariables,
} from '../../../shared/dashboards/interpolate.ts';
import { newVariable, type Variable } from '../../../shared/dashboards/model.ts';
import { listOptions, variableValue } from '../../../shared/dashboards/variable-values.ts';
import { parse } from '../../../shared/promql/parse.ts';

const HOUR = 3_600_000;
const times = { fromMs: 0, toMs: 6 * HOUR, stepMs: 60_000, scrapeMs: 15_000 };
const options = ['web', 'api.v1', 'db|x'].map((value) => ({ text: value.toUpperCase(), value }));

function filled(text: string, given: Partial<Variable>, chosen: string[], as = interpolateQuery): string {
  const variable = newVariable({ name: 'job', kind: 'query', ...given });
  return as(text, { variables: new Map([['job', variableValue(variable, options, chosen)]]), times });
}

test.each([
  ['$job', 'web'],
  ['${job}', 'web'],
  ['[[job]]', 'web'],
  ['${job:raw}', 'web'],
  ['$jobs', '$jobs'],
  ['cost: $5', 'cost: $5'],
])('one value is written as it is: %s', (text, result) => {
  expect(filled(text, {}, ['web'])).toBe(result);
});

test.each([
  ['$job', '(web|api\\\\.v1)'],
  ['${job:regex}', '(web|api\\.v1)'],
  ['${job:pipe}', 'web|api.v1'],
  ['${job:csv}', 'web,api.v1'],
  ['${job:glob}', '{web,api.v1}'],
  ['${job:singlequote}', "'web','api.v1'"],
  ['${job:doublequote}', '"web","api.v1"'],
  ['${job:json}', '["web","api.v1"]'],
  ['${job:text}', 'WEB + API.V1'],
  ['${job:percentencode}', '%7Bweb%2Capi.v1%7D'],
])('several values: %s', (text, result) => {
  expect(filled(text, { multi: true }, ['web', 'api.v1'])).toBe(result);
});

test('all of them are alternatives, their signs escaped for the string they stand in', () => {
  const text = filled('up{job=~"$job"}', { multi: true, includeAll: true }, ['$__all']);
  const parsed = parse(text);
  expect(parsed.ok && parsed.value.kind === 'selector' && parsed.value.matchers[0]?.value).toBe(
    '(web|api\\.v1|db\\|x)',
  );
});

test('what stands for all is written as it is', () => {
  expect(filled('$job', { includeAll: true, allValue: '.*' }, ['$__all'])).toBe('.*');
});

test('a single value is escaped as text of a string, quotes and all', () => {
  const text = filled('up{job="$job"}', {}, ['a"b\\c']);
  const parsed = parse(text);
  expect(parsed.ok && parsed.value.kind === 'selector' && parsed.value.matchers[0]?.value).toBe('a"b\\c');
});

test('titles say All, or the texts', () => {
  expect(filled('Jobs: $job', { multi: true }, ['web', 'api.v1'], interpolateText)).toBe(
    'Jobs: WEB + API.V1',
  );
  expect(filled('$job', { includeAll: true }, ['$__all'], interpolateText)).toBe('All');
});

test.each([
  ['$__interval', '1m'],
  ['${__interval}', '1m'],
  ['$__interval_ms', '60000'],
  ['$__rate_interval', '75s'],
  ['$__range', '21600s'],
  ['$__range_s', '21600'],
  ['$__range_ms', '21600000'],
  ['$__from', '0'],
  ['${__to:date:seconds}', '21600'],
])('%s of six hours by a minute is %s', (text, result) => {
  expect(interpolateQuery(text, { variables: new Map(), times })).toBe(result);
});

test('rates look back over four scrapes at least', () => {
  const near = { ...times, stepMs: 15_000 };
  expect(interpolateQuery('$__rate_interval', { variables: new Map(), times: near })).toBe('1m');
});

test('a choice that is gone gives way to the first there is', () => {
  const variable = newVariable({ name: 'job', kind: 'query', current: ['gone'] });
  expect(variableValue(variable, options, null).values).toEqual(['web']);
  expect(variableValue(variable, options, ['from-address']).values).toEqual(['from-address']);
});

test('lists may hold escaped commas and texts of their own', () => {
  expect(listOptions('a, b\\,c , Two : 2')).toEqual([
    { text: 'a', value: 'a' },
    { text: 'b,c', value: 'b,c' },
    { text: 'Two', value: '2' },
  ]);
});

test('the variables a text speaks of', () => {
  expect(referencedVariables('rate(x{a="$a",b="${b:regex}",c="[[c]]"}[$__rate_interval])')).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test.each([
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['>15s', 15_000],
  ['500ms', 500],
  ['10', 10_000],
  ['soon', null],
])('a step of %s', (text, ms) => {
  expect(parseStep(text)).toBe(ms);
});

test.each([15_000, 60_000, 90_000, 1500, 86_400_000])('a length of %d ms reads back', (ms) => {
  expect(parseStep(lengthText(ms))).toBe(ms);
});
