import { describe, expect, it } from 'vitest';
import type { EventMark } from '../../../../renderer/charts/event-marks.ts';
import {
  type ComparedPattern,
  comparedPatterns,
  hasGrown,
  orderedPatterns,
  type PatternOrder,
} from '../../../../renderer/views/logs/patterns/pattern-order.ts';
import { agoChoices, sinceMs, startChoices } from '../../../../renderer/views/logs/patterns/since-choice.ts';
import type { LogPattern } from '../../../../shared/contract/logs.ts';

const pattern = (id: number, over: Partial<LogPattern>): LogPattern => ({
  ...{ id, entity: 'api', container: 'api', level: 'info', template: 'a', example: 'a', count: 1, before: 1 },
  ...{ trend: new Float64Array(1), firstSeenMs: 0, lastSeenMs: 0, isNew: false },
  ...over,
});

const answer = (patterns: LogPattern[]) => ({ patterns, startMs: 0, stepMs: 10, others: 0, total: 0 });
const patterns: ComparedPattern[] = comparedPatterns(
  answer([
    pattern(1, { count: 900, before: 800, firstSeenMs: 10 }),
    pattern(2, { count: 40, before: 10, firstSeenMs: 20 }),
    pattern(3, { count: 5, before: 0, firstSeenMs: 40, isNew: true }),
    pattern(4, { count: 2, before: 0, firstSeenMs: 50, isNew: true, level: 'error' }),
  ]),
  null,
);

describe('patterns', () => {
  it.each<[PatternOrder, number[]]>([
    ['new', [4, 3, 1, 2]],
    ['lines', [1, 2, 3, 4]],
    ['growth', [3, 4, 2, 1]],
    ['seen', [4, 3, 2, 1]],
  ])('stand in the order %s', (order, ids) => {
    expect(orderedPatterns(patterns, order, false).map(({ id }) => id)).toEqual(ids);
  });

  it('have grown when there are clearly more lines of them than before', () => {
    expect(patterns.filter(hasGrown).map(({ id }) => id)).toEqual([2, 3]);
    expect(orderedPatterns(patterns, 'lines', true).map(({ id }) => id)).toEqual([2, 3]);
  });
});

describe('a pattern compared at a moment in the range', () => {
  const steady = pattern(1, { count: 10, before: 3, trend: Float64Array.from([2, 2, 2, 2, 2]) });
  const risen = pattern(2, { count: 9, before: 9, trend: Float64Array.from([1, 1, 1, 3, 3]) });
  const at = (sinceMs: number) =>
    comparedPatterns(answer([steady, risen]), sinceMs).map(({ after, until }) => [after, until]);

  it('is held against what came until then, for as long a time', () => {
    expect(at(30)).toEqual([
      [4, 4],
      [6, 2],
    ]);
  });

  it('is held against the range before when the moment is not in the range', () => {
    expect(at(-5)).toEqual([
      [10, 3],
      [9, 9],
    ]);
    expect(at(50)).toEqual(at(-5));
  });
});

describe('the moment since which they are new', () => {
  const window = { startMs: 1_000_000, endMs: 2_000_000 };

  it('is the start of the range, a time before its end, or the moment that the address names', () => {
    expect([sinceMs('', window), sinceMs('ago:300000', window), sinceMs('1234567', window)]).toEqual([
      1_000_000, 1_700_000, 1_234_567,
    ]);
    expect(sinceMs('yesterday', window)).toBe(1_000_000);
  });

  it('is offered within the range only', () => {
    expect(agoChoices(window)).toEqual([300_000, 900_000]);
  });

  it('is offered for starts and deploys, the latest first', () => {
    const mark = (kind: EventMark['kind'], timeMs: number, text: string): EventMark => ({
      ...{ kind, timeMs, text, name: 'orders', entity: 'name:orders', count: 1 },
    });
    const marks = [mark('start', 1, 'start'), mark('oom', 2, 'OOM kill'), mark('deploy', 3, 'deploy 1.4')];
    expect(startChoices(marks)).toEqual([
      { timeMs: 3, what: 'orders: deploy 1.4' },
      { timeMs: 1, what: 'orders: start' },
    ]);
  });
});
