import { expect, test } from 'vitest';
import {
  draftFault,
  draftOfAddress,
  keptRule,
  openedDraft,
  wholeDraft,
} from '../../../renderer/views/alerts/rule/rule-draft.ts';
import { versionsOf } from '../../../renderer/views/alerts/rule/trial/versions.ts';
import { draftOf, usualRule } from '../../../shared/alerts/simple-rules.ts';
import type { DraftRule } from '../../../shared/contract/alerts.ts';

const rule = (expr: string): DraftRule => ({
  name: 'R',
  expr,
  forMs: 0,
  keepFiringForMs: 0,
  labels: [],
  annotations: [],
});

const told = (versions: ReturnType<typeof versionsOf>) =>
  versions.map(({ key, rule: { expr } }) => `${key} ${expr}`);

test('a rule is tried with a lower and a higher threshold, put in the place of its own', () => {
  expect(told(versionsOf(rule('100 < load * 2'), null))).toEqual([
    'lower 60 < load * 2',
    'edited 100 < load * 2',
    'higher 160 < load * 2',
  ]);
});

test('a share of a whole stays below 100 %', () => {
  expect(told(versionsOf(rule('share > 90'), null, true))).toEqual([
    'lower share > 80',
    'edited share > 90',
    'higher share > 95',
  ]);
});

test('without a number to compare with there is the rule alone', () => {
  expect(told(versionsOf(rule('a > b'), null))).toEqual(['edited a > b']);
  expect(told(versionsOf(rule('a == 0'), null))).toEqual(['edited a == 0']);
});

test('what is saved stands beside what is edited once they would fire otherwise', () => {
  const saved = { ...rule('a == 0'), annotations: [['summary', 'x']] as [string, string][] };
  expect(told(versionsOf(rule('a == 0'), saved))).toEqual(['edited a == 0']);
  expect(told(versionsOf(rule('a == 1'), rule('a == 0')))[0]).toBe('saved a == 0');
  expect(told(versionsOf({ ...rule('a == 0'), forMs: 1 }, saved))[0]).toBe('saved a == 0');
});

test('an address asks for a shape with its subject, for an expression, or for nothing', () => {
  const asked = (text: string) => draftOfAddress(new URLSearchParams(text));
  expect(asked('shape=cpu&subject=api')?.simple).toMatchObject({ kind: 'cpu', subject: 'api' });
  expect(asked('expr=up+%3D%3D+0&name=Down')).toMatchObject({
    simple: null,
    rule: { expr: 'up == 0', name: 'Down' },
  });
  expect(asked('shape=promql')?.rule.expr).toBe('');
  expect(asked('shape=constructor')).toBeNull();
  expect(asked('')).toBeNull();
});

test('a rule that the form can say opens in it, and another whole', () => {
  expect(openedDraft(draftOf(usualRule('oom'))).simple?.kind).toBe('oom');
  expect(openedDraft(rule('up == 0')).simple).toBeNull();
});

test('what cannot be kept is said', () => {
  expect(draftFault(wholeDraft(rule('up == 0')))).toBeNull();
  expect(draftFault(wholeDraft(rule('up ==')))).toMatch(/parse error/);
  expect(draftFault(wholeDraft({ ...rule('up'), name: ' ' }))).toBe('A rule needs a name.');
  expect(draftFault(wholeDraft({ ...rule('up'), forMs: Number.NaN }))).toBe('A time is no duration.');
  expect(draftFault(wholeDraft({ ...rule('up'), labels: [['', 'x']] }))).toMatch(/no name/);
});

test('annotations without a text are not kept', () => {
  const kept = keptRule({
    ...rule(' up '),
    annotations: [
      ['a', ''],
      ['b', 'c'],
    ],
  });
  expect(kept).toMatchObject({ expr: 'up', annotations: [['b', 'c']] });
});
