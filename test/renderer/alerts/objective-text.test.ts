import { expect, test } from 'vitest';
import { parseObjectives } from '../../../electron/engine/alerts/objectives/objective-file.ts';
import { exampleObjective } from '../../../renderer/views/alerts/objectives/example-objective.ts';
import {
  budgetState,
  byUrgency,
  goodText,
  partText,
  windowText,
} from '../../../renderer/views/alerts/objectives/objective-text.ts';
import type { ObjectiveView } from '../../../shared/contract/objectives.ts';

test.each(['api', 'Shop: checkout “v2”', 'true', '4'])(
  'the example for the service %s is read as it stands',
  (service) => {
    const read = parseObjectives(exampleObjective(service));
    expect(read.ok && read.value.objectives.map((one) => one.service)).toEqual([service, service]);
    expect(read.ok && read.value.warnings).toEqual([]);
  },
);

test('what was good is told as finely as its target asks', () => {
  expect([goodText(0.99938, 0.999), goodText(0.5, 0.9), goodText(0.9999, 0.9995)]).toEqual([
    '99.94 %',
    '50.0 %',
    '99.990 %',
  ]);
  expect([partText(0.999), partText(0.9)]).toEqual(['99.9 %', '90 %']);
  expect([windowText(7 * 86_400_000), windowText(5_400_000)]).toEqual(['7d', '1h30m']);
});

test('a budget is spent, low, left or not known', () => {
  expect([-0.1, 0, 0.1, 0.25, null].map((budgetLeft) => budgetState({ budgetLeft }))).toEqual([
    'spent',
    'spent',
    'low',
    'left',
    'unknown',
  ]);
});

test('what pages comes before what is nearly spent, and what has no data comes last', () => {
  const of = (displayName: string, budgetLeft: number | null, firing = false) =>
    ({
      displayName,
      budgetLeft,
      burnRates: firing ? [{ firing, severity: 'page' }] : [],
    }) as unknown as ObjectiveView;
  const sorted = [of('none', null), of('left', 0.9), of('low', 0.1), of('pages', 0.8, true)].sort(byUrgency);
  expect(sorted.map(({ displayName }) => displayName)).toEqual(['pages', 'low', 'left', 'none']);
});
