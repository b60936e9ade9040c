import { describe, expect, test } from 'vitest';
import { chartQuestion } from '../../../../renderer/alerts/chart-question.ts';
import { aroundRows } from '../../../../renderer/views/alerts/page/around/around-rows.ts';
import { variants } from '../../../../renderer/views/alerts/page/backtest/variants.ts';
import { bandParts } from '../../../../renderer/views/alerts/page/band-parts.ts';
import { callersOf, entitiesOf } from '../../../../renderer/views/alerts/page/related-services.ts';
import { parseEnd, quickEnds } from '../../../../renderer/views/alerts/silences/silence-draft.ts';

describe('the band of states', () => {
  const window = { startMs: 0, endMs: 100 };

  test('has no gaps, and firing lies over pending', () => {
    const spans = [
      { state: 'pending' as const, startMs: 10, endMs: 60, text: '' },
      { state: 'firing' as const, startMs: 30, endMs: 50, text: '' },
    ];
    expect(bandParts(spans, window).map(({ state, startMs, endMs }) => [state, startMs, endMs])).toEqual([
      ['inactive', 0, 10],
      ['pending', 10, 30],
      ['firing', 30, 50],
      ['pending', 50, 60],
      ['inactive', 60, 100],
    ]);
  });

  test('ends where the window ends', () => {
    expect(bandParts([{ state: 'firing', startMs: -50, endMs: 500, text: '' }], window)).toEqual([
      { state: 'firing', startMs: 0, endMs: 100 },
    ]);
    expect(bandParts([], window)).toEqual([{ state: 'inactive', startMs: 0, endMs: 100 }]);
  });
});

describe('thresholds that are tried', () => {
  const of = (expr: string) =>
    variants(expr, chartQuestion(expr)).map(({ expr: text, present }) => (present ? `${text} *` : text));

  test('are a lower and a higher one, written where the present one stands', () => {
    expect(of('rate(x[1m]) > 0.05')).toEqual([
      'rate(x[1m]) > 0.03',
      'rate(x[1m]) > 0.05 *',
      'rate(x[1m]) > 0.08',
    ]);
  });

  test.each(['up == 0', 'x > 0', 'absent(up)', 'a > b'])('there is none to try for %s', (expr) => {
    expect(of(expr)).toEqual([`${expr} *`]);
  });
});

test('what happened is told in order: events, turns of alerts, new patterns', () => {
  const rows = aroundRows({
    window: { startMs: 0, endMs: 100 },
    marks: [{ timeMs: 40, kind: 'oom', name: 'orders', entity: 'e', text: 'OOM kill', count: 1 }],
    courses: [
      {
        labels: [['alertname', 'High']],
        spans: [
          { state: 'pending', startMs: 10, endMs: 20 },
          { state: 'firing', startMs: 20, endMs: 60 },
        ],
      },
      { labels: [['alertname', 'Soon']], spans: [{ state: 'pending', startMs: 30, endMs: 50 }] },
      { labels: [['alertname', 'Still']], spans: [{ state: 'firing', startMs: 90, endMs: null }] },
    ],
    patterns: [],
    isOwn: ({ labels }) => labels[0]?.[1] === 'High',
    subjectOf: () => null,
  });
  expect(rows.map(({ timeMs, text, own }) => `${timeMs} ${text}${own ? ' *' : ''}`)).toEqual([
    '10 High pending *',
    '20 High firing *',
    '30 Soon pending',
    '40 OOM kill',
    '50 Soon did not fire',
    '60 High resolved *',
    '90 Still firing',
  ]);
});

test('who calls a service is found on the map, and its containers by name or compose service', () => {
  const node = (id: string) => ({
    ...{ id, name: id, kind: 'service' as const, service: id },
    ...{ calls: 1, errors: 0, p95Nano: null },
  });
  const edge = (from: string, to: string) => ({
    ...{ from, to, async: false, calls: 1, errors: 0 },
    ...{ p50Nano: null, p95Nano: null },
  });
  const map = { nodes: ['web', 'api', 'pay'].map(node), edges: [edge('web', 'api'), edge('api', 'pay')] };
  expect(callersOf(map, ['pay'])).toEqual(['api']);
  const containers = [
    { entity: 'shop/api/1', name: 'shop-api-1', composeService: 'api' },
    { entity: 'other', name: 'other', composeService: null },
  ];
  expect(entitiesOf(containers, ['api'], null)).toEqual(['shop/api/1']);
  expect(entitiesOf(containers, [], 'gone')).toEqual(['gone']);
});

describe('the end of a silence', () => {
  const now = Date.UTC(2026, 10, 21, 18, 0);

  test('is a length from now, or a moment that is to come', () => {
    expect(parseEnd('90m', now, 'utc')).toBe(now + 90 * 60_000);
    expect(parseEnd('2026-11-21 20:30', now, 'utc')).toBe(Date.UTC(2026, 10, 21, 20, 30));
    expect(parseEnd('2026-11-21 17:30', now, 'utc')).toBeNull();
    expect(parseEnd('tomorrow', now, 'utc')).toBeNull();
  });

  test('tomorrow is the next morning, by the clock of this place', () => {
    const tomorrow = quickEnds.at(-1)?.[1](now) ?? 0;
    expect(new Date(tomorrow).getHours()).toBe(9);
    expect(tomorrow - now).toBeGreaterThan(0);
    expect(tomorrow - now).toBeLessThan(48 * 3_600_000);
  });
});
