import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { evaluateInstant, type Query } from '../../../electron/engine/promql/query.ts';
import { type AnomalyCondition, anomalyExpr, anomalyText, DAY_MS } from '../../../shared/alerts/anomaly.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { drained } from '../../engine/promql/drained.ts';

const NOW = 40 * DAY_MS;
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

const byDay: AnomalyCondition = {
  expr: 'load',
  side: 'above',
  factor: 3,
  from: { kind: 'time-of-day', days: 7, leastDays: 3 },
};

function textOf(condition: AnomalyCondition): string {
  const made = anomalyExpr(condition);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

/** Long expressions: each is read once. */
const read = new Map<AnomalyCondition, Query>();

function queryOf(condition: AnomalyCondition): Query {
  const known = read.get(condition);
  if (known) return known;
  const text = textOf(condition);
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const query = { expr: parsed.value, text };
  read.set(condition, query);
  return query;
}

/** What the condition leaves of a series that was `days` on the days before, yesterday first, and is `value` now. */
function left(condition: AnomalyCondition, days: (number | null)[], value: number): number[] {
  const source = new MemorySource();
  const samples = days.flatMap((day, i) =>
    day === null ? [] : [{ timeMs: NOW - (i + 1) * DAY_MS, value: day }],
  );
  source.add(
    [
      ['__name__', 'load'],
      ['job', 'a'],
    ],
    [...samples.reverse(), { timeMs: NOW, value }],
  );
  const { value: outcome } = drained(evaluateInstant(queryOf(condition), source, NOW));
  return outcome.type === 'vector' ? outcome.samples.map((sample) => sample.value) : [];
}

test('what is further above the median of the days than their deviation allows is left', () => {
  // Median 13, distances 3 2 1 0 1 2 7: their median is 2, so 19 is the end of what is usual.
  const days = [10, 11, 12, 13, 14, 15, 20];
  expect(left(byDay, days, 19.5)).toEqual([19.5]);
  expect(left(byDay, days, 19)).toEqual([]);
  expect(left({ ...byDay, side: 'below' }, days, 6.9)).toEqual([6.9]);
  expect(left({ ...byDay, side: 'both' }, days, 6)).toEqual([7]);
});

test('days that are all the same, or too few, leave nothing', () => {
  expect(left(byDay, [5, 5, 5, 5, 5, 5, 5], 500)).toEqual([]);
  expect(left(byDay, [4, null, 6, null, null, null, null], 500)).toEqual([]);
  expect(left(byDay, [4, null, 6, null, 5, null, null], 500)).toEqual([500]);
});

test('for any days the same is left as by the definition', () => {
  const day = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null, freq: 5 });
  fc.assert(
    fc.property(
      fc.array(day, { minLength: 7, maxLength: 7 }),
      fc.integer({ min: 0, max: 200 }),
      (days, value) => {
        const there = days.filter((one) => one !== null);
        const usual = median(there);
        const distance = median(there.map((one) => Math.abs(one - usual)));
        const isOut = there.length >= 3 && distance > 0 && value > usual + 3 * distance;
        expect(left(byDay, days, value)).toEqual(isOut ? [value] : []);
      },
    ),
    { numRuns: 100 },
  );
});

test('a range and a subquery are moved as a whole, and a clock is refused', () => {
  const ranged = textOf({ ...byDay, expr: 'max_over_time(rate(x[5m])[1h:1m])' });
  expect(ranged).toContain('max_over_time(rate(x[5m])[1h:1m] offset 1d)');
  expect(anomalyExpr({ ...byDay, expr: 'time() - x' })).toMatchObject({ ok: false });
  expect(anomalyExpr({ ...byDay, expr: '1 + 1' })).toMatchObject({ ok: false });
});

test('what is usual is said in words', () => {
  expect(anomalyText(byDay)).toBe(
    'above the median by more than 3 MAD of 7 days at this time of day; with fewer than 3 days, or where they do not differ, never',
  );
});

test.skipIf(!hasPromtool && process.env.CI !== 'true')('promtool takes every form of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-anomaly-'));
  const recent: AnomalyCondition['from'] = { kind: 'recent', windowMs: 6 * 3_600_000, stepMs: 60_000 };
  const exprs = (['above', 'below', 'both'] as const).flatMap((side) =>
    [byDay.from, recent].map((from) =>
      textOf({ side, factor: 2.5, from, expr: 'sum by (service) (rate(calls_total{status="x"}[5m])) / 2' }),
    ),
  );
  const rules = exprs.map((expr, i) => `  - {alert: A${i}, expr: ${JSON.stringify(expr)}}`).join('\n');
  const file = join(folder, 'rules.yml');
  writeFileSync(file, `groups:\n- name: a\n  rules:\n${rules}\n`);
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(stdout + stderr).toContain('6 rules found');
  expect(status).toBe(0);
});

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
