import { describe, expect, test } from 'vitest';
import type { EventMark } from '../../../renderer/charts/event-marks.ts';
import {
  type AttentionInput,
  attentionList,
  exitMeaning,
} from '../../../renderer/views/overview/attention.ts';
import { slowAndFailing } from '../../../renderer/views/overview/slow-and-failing.ts';
import { tileOrder } from '../../../renderer/views/overview/tile-order.ts';
import { deployMs, members } from '../../e2e/stand-in/shop.ts';
import { redAt, traces } from '../../e2e/stand-in/signals.ts';
import { status } from '../../e2e/stand-in/status.ts';
import { redTable } from '../../e2e/stand-in/trace-answers.ts';
import { container } from '../containers.ts';

const NO_STEPS = new Float64Array();
const NOW = Date.UTC(2026, 10, 20, 14, 40);
const quiet: AttentionInput = {
  containers: [container('api')],
  marks: [],
  red: [],
  stepsMs: new Float64Array(),
  redBefore: [],
  status: null,
  patterns: [],
  alerts: [],
};
const mark = (kind: EventMark['kind'], text = kind as string, name = 'orders'): EventMark => ({
  timeMs: NOW - 60_000,
  kind,
  name,
  entity: container(name).entity,
  text,
  count: 1,
});
const what = (input: Partial<AttentionInput>) => attentionList({ ...quiet, ...input }).map((row) => row.what);

describe('what needs attention', () => {
  test('nothing, when all is well', () => expect(what({})).toEqual([]));

  test('an OOM kill, with the limit, the exit code and how often', () => {
    const [row] = attentionList({
      ...quiet,
      containers: [container('orders', { health: 'healthy' })],
      marks: [mark('oom', 'OOM kill, exit 137'), mark('oom', 'OOM kill, exit 137')],
    });
    expect(row).toMatchObject({
      what: 'OOM-killed twice',
      subject: 'orders',
      trend: 'memory',
      atMs: NOW - 60_000,
    });
    expect(row?.cause).toMatch(/^limit 512 MiB, exit 137/);
  });

  test('unhealthy, restarting and failed containers', () => {
    const restarting = container('api', { state: 'restarting', exitCode: 1 });
    const failed = container('mysql');
    expect(
      what({
        containers: [container('orders', { memoryLimited: false }), restarting, failed],
        marks: [mark('die', 'exit 137', 'mysql')],
      }),
    ).toEqual(['Restarting', 'Exited with an error', 'Unhealthy']);
  });

  test('a container that has come up again is not called failed', () => {
    expect(what({ containers: [container('api')], marks: [mark('die', 'exit 1', 'api')] })).toEqual([]);
  });

  test('memory near its limit, not for a container without one', () => {
    const stats = { ...container('api').stats!, memoryBytes: 500, memoryLimitBytes: 512 };
    expect(what({ containers: [container('api', { stats })] })).toEqual(['Memory near its limit']);
    expect(what({ containers: [container('api', { stats, memoryLimited: false })] })).toEqual([]);
  });

  test('services whose calls fail or became slow, with their course and since when', () => {
    const nano = 1_000_000n;
    const range = { start: BigInt(NOW - 9e5) * nano, end: BigInt(NOW) * nano };
    const { rows, stepsMs } = redTable({ ...range, by: 'service', steps: 60 }, NOW);
    const found = attentionList({ ...quiet, red: rows, stepsMs, redBefore: redAt(NOW - 9e5, NOW) });
    expect(found[0]).toMatchObject({ what: 'Calls fail', subject: 'pay', course: { isError: true } });
    const orders = found.find(({ subject }) => subject === 'orders');
    expect(orders).toMatchObject({ what: 'p95 latency 5.20 times', course: { isError: false } });
    expect(orders?.course?.values).toHaveLength(60);
    expect(Math.abs((orders?.atMs ?? 0) - deployMs(NOW))).toBeLessThan(60_000);
  });

  test('few calls say nothing about latency', () => {
    const none = { operation: null, callsByStep: NO_STEPS, errorsByStep: NO_STEPS, p95ByStep: NO_STEPS };
    const few = redAt(NOW, NOW).map((red) => ({ ...red, ...none, calls: 5, errors: 0 }));
    expect(what({ red: few, redBefore: redAt(NOW - 9e5, NOW) })).toEqual([]);
  });

  test('a daemon that is away, a receiver that cannot listen, data that was dropped; duplicates are no loss', () => {
    const away = status({ team: members, quiet: true, docker: false, demo: false, asked: [] });
    const input = {
      ...away,
      receivers: [
        { ...away.receivers[0]!, state: 'failed' as const, reason: 'port 4318 is taken by otelcol (77)' },
      ],
      dropped: [
        { receiver: 'otlp-http', signal: 'traces' as const, cause: 'full' as const, items: 7 },
        { receiver: 'otlp-http', signal: 'traces' as const, cause: 'duplicate' as const, items: 9 },
      ],
    };
    expect(what({ status: input })).toEqual([
      'Docker is not connected',
      'otlp-http is not listening',
      'Data was dropped',
    ]);
  });
});

test('patterns of errors and warnings that were never seen before, below what has failed already', () => {
  const seen = {
    entity: 'name:orders',
    container: 'orders',
    example: '',
    firstSeenMs: NOW - 60_000,
    lastSeenMs: NOW,
  };
  const found = attentionList({
    ...quiet,
    containers: [container('orders', { health: 'healthy' })],
    marks: [mark('oom', 'OOM kill, exit 137')],
    patterns: [
      { ...seen, id: 7, level: 'warn', template: 'slow load: <*> queries', lines: 1912 },
      { ...seen, id: 8, level: 'error', template: 'orders unreachable', lines: 1 },
    ],
  });
  expect(found.map(({ what, state, cause, pattern }) => [what, state, cause, pattern])).toEqual([
    ['OOM-killed', 'out of memory', expect.any(String), undefined],
    ['New error in the log', '1 line', 'orders unreachable', 8],
    ['New warning in the log', '1,912 lines', 'slow load: <*> queries', 7],
  ]);
});

test.each([
  [137, /SIGKILL/],
  [127, /not found/],
  [3, /failed/],
  [null, /not known/],
])('exit %s is explained', (code, text) => expect(exitMeaning(code)).toMatch(text));

test('slow and failing traces come once each, newest first, and slow ones are not crowded out', () => {
  const range = { start: BigInt(NOW - 9e5) * 1_000_000n, end: BigInt(NOW) * 1_000_000n, limit: 30 };
  const failing = traces({ ...range, error: true }, NOW);
  const slow = traces({ ...range, order: 'longest' }, NOW);
  const shown = slowAndFailing(failing, slow, null, 20);
  expect(new Set(shown.map(({ traceId }) => traceId)).size).toBe(shown.length);
  expect(shown.some(({ errorCount }) => errorCount === 0)).toBe(true);
  expect(
    shown.every((trace, i) => i === 0 || trace.startTimeUnixNano <= shown[i - 1]!.startTimeUnixNano),
  ).toBe(true);
  expect(slowAndFailing(failing, slow, ['nobody'], 20)).toEqual([]);
});

test('tiles show what is in trouble first, then the busiest, and nothing that has ended', () => {
  const names = tileOrder(members.map(({ name }) => container(name))).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(['orders', 'postgres']);
  expect(names).not.toContain('ghost');
});
