import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  draftOf,
  readyMadeRules,
  type SimpleRule,
  simpleRuleOf,
  usualRule,
} from '../../../shared/alerts/simple-rules.ts';
import { simpleKinds, simpleShape } from '../../../shared/alerts/simple-shapes.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { thresholdOf } from '../../../shared/promql/threshold.ts';

const simple: fc.Arbitrary<SimpleRule> = fc.constantFrom(...simpleKinds).chain((kind) => {
  const shape = simpleShape(kind);
  return fc.record({
    kind: fc.constant(kind),
    name: fc.string({ minLength: 1 }),
    subject: shape.subject ? fc.string({ unit: 'grapheme' }) : fc.constant(''),
    threshold: shape.threshold ? fc.double({ min: 0.001, max: 1e12, noNaN: true }) : fc.constant(0),
    windowMs: shape.windowMs ? fc.integer({ min: 1, max: 1e10 }) : fc.constant(0),
    choice: fc.constantFrom(...(shape.choice?.options.map(({ value }) => value) ?? [''])),
    forMs: fc.integer({ min: 0, max: 1e10 }),
    severity: fc.constantFrom('', 'warning', 'critical', 'page'),
  });
});

describe('a simple rule', () => {
  test.each(simpleKinds)('%s is an expression that can be read, compared with a number', (kind) => {
    const parsed = parse(draftOf(usualRule(kind, 'a "b" \\ c')).expr);
    expect(parsed.ok && thresholdOf(parsed.value)?.value).toBe(simpleShape(kind).threshold?.standard ?? 0);
  });

  test('is the same when it is read back from its expression', () => {
    fc.assert(
      fc.property(simple, (rule) => {
        const draft = draftOf(rule);
        expect(parse(draft.expr).ok).toBe(true);
        expect(simpleRuleOf(draft)).toEqual(rule);
      }),
    );
  });

  test('is none any more once anything else is said in it', () => {
    const draft = draftOf(usualRule('cpu', 'api'));
    expect(simpleRuleOf({ ...draft, expr: `${draft.expr} and on() vector(1)` })).toBeNull();
    expect(simpleRuleOf({ ...draft, keepFiringForMs: 1 })).toBeNull();
    expect(simpleRuleOf({ ...draft, annotations: [...draft.annotations, ['runbook_url', 'x']] })).toBeNull();
    expect(simpleRuleOf({ ...draft, labels: [['team', 'shop']] })).toBeNull();
    expect(simpleRuleOf({ ...draft, forMs: 1000 })).toMatchObject({ forMs: 1000 });
  });
});

test('the ready-made rules have names of their own', () => {
  const names = readyMadeRules().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
