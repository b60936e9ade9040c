import { describe, expect, test } from 'vitest';
import { KeySequence, keyName } from '../../../renderer/shell/keys.ts';
import { droppedTotal, statusItems } from '../../../renderer/shell/status-items.ts';
import { otlpLines } from '../../../renderer/telemetry/send-lines.ts';
import { nearestEntry, timelineEntries } from '../../../renderer/views/containers/page/timeline-log.ts';
import { tracesNear } from '../../../renderer/views/containers/page/traces-near.ts';
import { pullShare } from '../../../renderer/views/images/pull-share.ts';
import { members } from '../../e2e/stand-in/shop.ts';
import { logs } from '../../e2e/stand-in/signals.ts';
import { status } from '../../e2e/stand-in/status.ts';

const present = status({ team: members, quiet: false, docker: true, demo: false, asked: [] });

describe('keys', () => {
  const press = (key: string, ctrlKey = false) => keyName({ key, ctrlKey, metaKey: false });

  test('are named as the maps name them', () => {
    expect([press(' '), press('?'), press('N'), press('K', true)]).toEqual(['Space', '?', 'N', 'Mod+k']);
  });

  test('g waits for its second key, for a while', () => {
    const sequence = new KeySequence(['g']);
    expect(sequence.next('g', 0)).toBeNull();
    expect(sequence.next('c', 500)).toBe('g c');
    expect(sequence.next('g', 1000)).toBeNull();
    expect(sequence.next('c', 5000)).toBe('c');
  });
});

describe('the status line', () => {
  test('says each source with its rate', () => {
    expect(statusItems(present).map(({ label, value }) => `${label} ${value}`)).toEqual([
      'docker 14 running',
      'otlp 784 spans/s',
      'logs 214 lines/s',
      'scrape 6 of 7 up',
      'alerts 2 firing, 1 rule fails',
    ]);
  });

  test('warns of targets that are down and of configurations that are refused', () => {
    const item = (scrape: typeof present.scrape) =>
      statusItems({ ...present, scrape }).find(({ key }) => key === 'scrape');
    expect(item({ up: 6, down: 1, total: 7, refused: 1 })).toMatchObject({
      shape: 'warn',
      title: '1 down; a configuration is refused',
    });
    expect(item({ up: 2, down: 0, total: 2, refused: 0 })).toMatchObject({ shape: 'ok', value: '2 of 2 up' });
    expect(item({ up: 0, down: 0, total: 0, refused: 0 })).toBeUndefined();
  });

  test('leaves out receivers that are off and shows those that cannot listen', () => {
    const receivers = [
      { ...present.receivers[0]!, state: 'failed' as const, reason: 'port 4318 is taken' },
      { ...present.receivers[0]!, name: 'loki' as const, state: 'off' as const },
    ];
    const items = statusItems({ ...present, receivers });
    expect(items.find(({ label }) => label === 'otlp')).toMatchObject({
      shape: 'warn',
      title: 'otlp-http: port 4318 is taken',
    });
    expect(items.some(({ label }) => label === 'loki')).toBe(false);
  });

  test('tells of the receivers of logs once something came there', () => {
    const loki = { ...present.receivers[0]!, name: 'loki' as const, state: 'listening' as const };
    const seen = (received: typeof present.received) =>
      statusItems({ ...present, receivers: [loki], received }).find(({ label }) => label === 'loki');
    expect(seen([])).toBeUndefined();
    expect(seen([{ receiver: 'loki', signal: 'logs', items: 9, rate: 0 }])).toMatchObject({ value: 'idle' });
  });

  test('counts losses over all causes, duplicates not among them', () => {
    const dropped = (['full', 'decode', 'duplicate'] as const).map((cause) => ({
      receiver: 'x',
      signal: 'logs' as const,
      cause,
      items: 2,
    }));
    expect(droppedTotal({ ...present, dropped })).toBe(4);
  });
});

test('the lines to copy name the port that really listens', () => {
  expect(otlpLines([{ ...present.receivers[0]!, port: 14_318 }], 'shop')).toContain('http://localhost:14318');
});

test('the traces near a moment: how many, how many failed, their p95', () => {
  const points = {
    traceIds: ['a', 'b', 'c'],
    startMs: Float64Array.of(1000, 1500, 90_000),
    durationNano: Float64Array.of(5e6, 9e6, 1e9),
    errorCounts: Uint32Array.of(0, 2, 0),
    root: new Uint32Array(3),
    roots: [],
    truncated: false,
  };
  expect(tracesNear(points, 1200, 500)).toEqual({
    p95: 9e6,
    errors: 1,
    count: 2,
    text: '2 traces, p95 9.00 ms, 1 with errors',
  });
  expect(tracesNear(points, 40_000, 500)).toBeNull();
});

test('events stand between the lines where they happened, and none outside of them', () => {
  const rows = logs({ start: 0n, end: 10_000_000_000n, limit: 5, direction: 'forward' }, members.slice(0, 1));
  const at = (timeMs: number) => ({
    timeMs,
    kind: 'oom' as const,
    name: 'api',
    entity: 'x',
    text: 'OOM kill',
    count: 1,
  });
  const entries = timelineEntries(rows, [at(1000), at(60_000)]);
  expect(entries.map(({ kind }) => kind)).toEqual(['line', 'line', 'event', 'line', 'line', 'line']);
  expect(entries[nearestEntry(entries, 1010)]?.kind).toBe('event');
});

test('a pull is measured by the layers that told their size', () => {
  const layer = (currentBytes: number | null, totalBytes: number | null) => ({
    id: 'x',
    status: '',
    currentBytes,
    totalBytes,
  });
  expect(pullShare({ layers: [layer(5, 10), layer(null, null)], status: '', done: false })).toBe(0.5);
  expect(pullShare({ layers: [layer(null, null)], status: '', done: false })).toBeNull();
  expect(pullShare({ layers: [], status: '', done: true })).toBe(1);
});
