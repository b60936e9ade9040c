import { expect, test } from 'vitest';
import { type AskRange, budgetOver } from '../../../../electron/engine/alerts/objectives/budget.ts';
import { type AskInstant, burnRatesNow } from '../../../../electron/engine/alerts/objectives/burn-rates.ts';
import { parseObjectives } from '../../../../electron/engine/alerts/objectives/objective-file.ts';
import { offenders } from '../../../../electron/engine/alerts/objectives/offenders.ts';
import { instantAnswer, rangeAnswer } from '../../../../electron/engine/promql/answers.ts';
import { MemorySource } from '../../../../electron/engine/promql/memory-source.ts';
import { evaluateInstant, evaluateRange } from '../../../../electron/engine/promql/query.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { parse } from '../../../../shared/promql/parse.ts';
import { drained } from '../../promql/drained.ts';
import { ratioObjective } from './examples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = 1_000 * HOUR;

/** A counter by the minute from START on, growing by what a minute is given. */
function counter(
  source: MemorySource,
  labels: Labels,
  hours: number,
  grows: (minute: number) => number,
): void {
  let value = 0;
  const samples = [{ timeMs: START, value }];
  for (let minute = 1; minute <= hours * 60; minute++) {
    value += grows(minute);
    samples.push({ timeMs: START + minute * MINUTE, value });
  }
  source.add(labels, samples);
}

function asked(source: MemorySource): { range: AskRange; instant: AskInstant } {
  const queryOf = (text: string) => {
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
    return { expr: parsed.value, text };
  };
  return {
    range: async (expr, grid) => rangeAnswer(drained(evaluateRange(queryOf(expr), source, grid)).value, 1),
    instant: async (expr, timeMs) =>
      instantAnswer(drained(evaluateInstant(queryOf(expr), source, timeMs)).value, timeMs),
  };
}

function objective(window: string, bad?: string) {
  const read = parseObjectives(ratioObjective({ window, ...(bad === undefined ? {} : { bad }) }));
  const [one] = read.ok ? read.value.objectives : [];
  if (!one) throw new Error('no objective');
  return one;
}

/** A hundred calls a minute for a day; in its twelfth hour one of them fails. */
function dayWithBadHour(): MemorySource {
  const source = new MemorySource();
  const isBad = (minute: number) => minute > 11 * 60 && minute <= 12 * 60;
  counter(
    source,
    [
      ['__name__', 'requests_total'],
      ['code', '200'],
      ['route', '/a'],
    ],
    24,
    (minute) => (isBad(minute) ? 99 : 100),
  );
  counter(
    source,
    [
      ['__name__', 'requests_total'],
      ['code', '500'],
      ['route', '/b'],
    ],
    24,
    (minute) => (isBad(minute) ? 1 : 0),
  );
  return source;
}

test('the budget is spent by what was bad in the window, and comes back when the window has left it', async () => {
  const { range } = asked(dayWithBadHour());
  const twelve = objective('6h');
  const budget = await budgetOver(twelve, { startMs: START + 10 * HOUR, endMs: START + 23 * HOUR }, range);
  const at = (hour: number) => {
    const index = budget.timesMs.findIndex((timeMs) => timeMs >= START + hour * HOUR);
    return budget.budgetLeft[index] ?? Number.NaN;
  };
  expect(at(10.8)).toBeCloseTo(1, 5);
  // Sixty of 36,000 calls, where 36 were allowed.
  expect(at(13)).toBeCloseTo(1 - 60 / 36, 1);
  expect(at(16.5)).toBeCloseTo(1 - 60 / 36, 1);
  expect(at(17.5)).toBeCloseTo(1 - 30 / 36, 1);
  expect(at(18.5)).toBeCloseTo(1, 1);
});

test('steps of the course hold all events that there were', async () => {
  const { range } = asked(dayWithBadHour());
  const budget = await budgetOver(
    objective('6h'),
    { startMs: START + 11 * HOUR, endMs: START + 13 * HOUR },
    range,
  );
  const sum = (values: Float64Array) => values.reduce((all, one) => all + one, 0);
  expect(sum(budget.total)).toBeCloseTo(12_000, -2);
  expect(sum(budget.total) - sum(budget.good)).toBeGreaterThan(57);
  expect(sum(budget.total) - sum(budget.good)).toBeLessThan(63);
});

test('a window that is longer than what is stored says since when there is data', async () => {
  const { range } = asked(dayWithBadHour());
  const budget = await budgetOver(
    objective('30d'),
    { startMs: START - 29 * 24 * HOUR, endMs: START + 24 * HOUR },
    range,
  );
  expect(budget.goodPart).toBeCloseTo(1 - 60 / 144_000, 4);
  expect(Math.abs((budget.dataSinceMs ?? 0) - START)).toBeLessThanOrEqual(12 * HOUR);
  expect(budget.budgetLeft[0]).toBeNaN();
});

test('without any events nothing is said', async () => {
  const { range, instant } = asked(new MemorySource());
  const budget = await budgetOver(objective('7d'), { startMs: START, endMs: START + HOUR }, range);
  expect([budget.goodPart, budget.dataSinceMs]).toEqual([null, null]);
  expect(
    (await burnRatesNow(objective('7d'), START, instant)).map(({ long, firing }) => [long, firing]),
  ).toEqual(Array(4).fill([null, false]));
});

test('burn rates are those of the windows, and fire when both are above', async () => {
  const { instant } = asked(dayWithBadHour());
  const rates = await burnRatesNow(objective('30d'), START + 12 * HOUR, instant);
  expect(rates[0]?.long).toBeCloseTo(10, 1);
  expect(rates[1]?.long).toBeCloseTo(10 / 6, 1);
  expect(rates.map(({ firing, severity }) => [severity, firing])).toEqual([
    ['page', false],
    ['page', false],
    ['ticket', false],
    ['ticket', false],
  ]);
});

test('what rules have recorded is taken before it is asked for again', async () => {
  const source = dayWithBadHour();
  source.add(
    [
      ['__name__', 'slo:sli_error:ratio_rate1h'],
      ['service', 'orders'],
      ['slo', 'orders-availability'],
    ],
    [{ timeMs: START + 12 * HOUR, value: 0.5 }],
  );
  const [first] = await burnRatesNow(objective('30d'), START + 12 * HOUR, asked(source).instant);
  expect(first?.long).toBeCloseTo(500, 5);
  expect(first?.firing).toBe(false);
});

test('the worst of each label that tells events apart comes first, with where to look', async () => {
  const source = dayWithBadHour();
  counter(
    source,
    [
      ['__name__', 'requests_total'],
      ['code', '500'],
      ['route', '/c'],
    ],
    24,
    () => 3,
  );
  const { instant } = asked(source);
  const range = { startMs: START + 10 * HOUR, endMs: START + 13 * HOUR };
  const series = async () => ({
    series: ['/a', '/b', '/c'].map(
      (route): Labels => [
        ['__name__', 'requests_total'],
        ['code', route === '/a' ? '200' : '500'],
        ['route', route],
      ],
    ),
  });
  const found = await offenders(objective('30d'), { ...range, instant, series });
  const [worst, next] = found.filter(({ labels }) => labels[0]?.[0] === 'route');
  expect([worst?.labels, next?.labels]).toEqual([[['route', '/c']], [['route', '/b']]]);
  expect(worst?.bad).toBeCloseTo(540, 0);
  expect(worst?.share).toBeCloseTo(0.9, 1);
  const traces = new URL(worst?.tracesPath ?? '', 'http://x');
  expect([traces.pathname, traces.searchParams.get('q')]).toEqual([
    '/traces',
    'service:orders http.route:/c',
  ]);
  expect(traces.searchParams.get('from')).toBe(new Date(range.startMs).toISOString());
});
