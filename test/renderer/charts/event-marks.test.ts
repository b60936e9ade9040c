import { describe, expect, test } from 'vitest';
import { laneRows } from '../../../renderer/charts/event-lane.ts';
import {
  crossingMarks,
  type EventMark,
  eventMarks,
  mergeNear,
} from '../../../renderer/charts/event-marks.ts';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { msToNano } from '../../../shared/model/time.ts';

const event = (
  timeMs: number,
  action: string,
  attributes: [string, string][] = [],
  name = 'orders',
): ContainerEvent => ({
  timeUnixNano: msToNano(timeMs),
  type: 'container',
  action,
  id: name,
  name,
  entity: `name:${name}`,
  attributes: [['image', 'shop/orders:2.14.0'], ...attributes],
});
const kinds = (events: ContainerEvent[]) => eventMarks(events).map(({ kind, text }) => [kind, text]);

describe('what events mean to a person', () => {
  test('an OOM kill and the death it causes are one mark with the exit code', () => {
    expect(kinds([event(1000, 'oom'), event(1400, 'die', [['exitCode', '137']])])).toEqual([
      ['oom', 'OOM kill, exit 137'],
    ]);
  });

  test('a start after a create is a deploy with the version, a start alone is a start', () => {
    expect(kinds([event(1, 'create'), event(2, 'start'), event(9000, 'start')])).toEqual([
      ['deploy', 'deploy 2.14.0'],
      ['start', 'start'],
    ]);
  });

  test('a death that somebody asked for is no failure; one that nobody asked for is', () => {
    expect(kinds([event(1, 'kill', [['signal', '15']]), event(900, 'die', [['exitCode', '143']])])).toEqual([
      ['stop', 'stopped, exit 143'],
    ]);
    expect(kinds([event(1, 'die', [['exitCode', '1']])])).toEqual([['die', 'exit 1']]);
    expect(kinds([event(1, 'die', [['exitCode', '0']])])).toEqual([['stop', 'exit 0']]);
  });

  test('what says nothing by itself is left out', () => {
    expect(kinds([event(1, 'exec_start: sh'), event(2, 'attach'), event(3, 'destroy')])).toEqual([]);
  });

  test('order of arrival does not matter', () => {
    expect(kinds([event(1400, 'die', [['exitCode', '137']]), event(1000, 'oom')])).toEqual([
      ['oom', 'OOM kill, exit 137'],
    ]);
  });
});

const mark = (timeMs: number, kind: EventMark['kind'], name = 'orders'): EventMark => ({
  timeMs,
  kind,
  name,
  entity: `name:${name}`,
  text: kind,
  count: 1,
});
const x = (timeMs: number) => timeMs / 10;

describe('marks that would cover each other', () => {
  test('become the worst of them', () => {
    expect(
      mergeNear([mark(100, 'start'), mark(120, 'oom'), mark(300, 'start')], x, 8).map(({ kind }) => kind),
    ).toEqual(['oom', 'start']);
  });

  test('count those of their own kind', () => {
    expect(mergeNear([mark(100, 'die'), mark(120, 'die'), mark(130, 'healthy')], x, 8)).toMatchObject([
      { kind: 'die', count: 2 },
    ]);
  });

  test('too many lines leave only the gravest', () => {
    const many = Array.from({ length: 60 }, (_, i) => mark(i * 1000, i % 10 === 0 ? 'oom' : 'die'));
    const lines = crossingMarks(many, { startMs: 0, endMs: 60_000 }, x);
    expect(lines.every(({ kind }) => kind === 'oom')).toBe(true);
    expect(lines).toHaveLength(6);
  });
});

describe('the event lane', () => {
  test('gives those in most trouble a row of their own and the rest one together', () => {
    const rows = laneRows(
      [mark(0, 'start', 'a'), mark(1000, 'oom', 'b'), mark(2000, 'unhealthy', 'c'), mark(3000, 'start', 'd')],
      x,
      { left: 0, right: 600 },
      3,
    );
    expect(rows.map(({ label }) => label)).toEqual(['b', 'c', 'other']);
    expect(rows[2]?.marks).toHaveLength(2);
  });

  test('writes beside a mark only where nothing is touched', () => {
    const [row] = laneRows([mark(1000, 'unhealthy'), mark(1100, 'unhealthy')], x, { left: 0, right: 600 }, 1);
    expect(row?.marks.map(({ side }) => side)).toEqual(['left', 'right']);
    const [tight] = laneRows([mark(0, 'unhealthy'), mark(100, 'unhealthy')], x, { left: 0, right: 20 }, 1);
    expect(tight?.marks.map(({ side }) => side)).toEqual(['none', 'none']);
  });
});
