import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Containers } from '../../../electron/hosts/demo/containers.ts';
import { eventLine, storyEvents } from '../../../electron/hosts/demo/events.ts';
import { LineBook } from '../../../electron/hosts/demo/line-book.ts';
import { StatsMeter } from '../../../electron/hosts/demo/stats.ts';
import { ordersAt, ordersMemory, startStory } from '../../../electron/hosts/demo/story.ts';
import { secondOf, spansOfSecond } from '../../../electron/hosts/demo/traffic.ts';

const NOW = Date.UTC(2026, 0, 15, 14, 40);
const story = startStory(NOW);
const QUARTER_HOUR = 900_000;

test('the demo starts twelve minutes into the incident, after two kills', () => {
  expect(ordersAt(story, NOW)).toMatchObject({ version: '2.14.0', restarts: 2, down: false });
  expect(ordersAt(story, story.deployMs - 60_000)).toMatchObject({ version: '2.13.2', badForMs: null });
  const actions = storyEvents(story, NOW - QUARTER_HOUR, NOW).map(({ action }) => action);
  expect(actions.filter((action) => action === 'oom')).toHaveLength(2);
  expect(actions).toContain('pull');
});

test('orders grows to its limit, never over it, and starts small', () => {
  for (let ms = story.deployMs; ms < NOW + 3_600_000; ms += 5_000) {
    expect(ordersMemory(story, ms)).toBeLessThan(512);
  }
  expect(ordersMemory(story, story.deployMs + 250_000)).toBeGreaterThan(490);
  expect(ordersMemory(story, story.deployMs + 260_000)).toBeLessThan(110);
});

test('the bad version is taken back, and tried again later', () => {
  const versions = [0, 30, 45].map((minutes) => ordersAt(story, story.deployMs + minutes * 60_000).version);
  expect(versions).toEqual(['2.14.0', '2.13.2', '2.14.0']);
  const ids = [-1, 0, 30, 45].map((minutes) => {
    const containers = new Containers(story, NOW);
    return containers.find('orders', story.deployMs + minutes * 60_000 + 1)?.id;
  });
  expect(new Set(ids).size).toBe(4);
});

test('lines are the same however the time is cut, none lost and none twice', () => {
  const whole = new LineBook(story).read('api', NOW - 60_000, NOW);
  expect(whole.length).toBeGreaterThan(100);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 59_999 }), { maxLength: 8 }), (cuts) => {
      const book = new LineBook(story);
      const ends = [0, ...cuts.sort((a, b) => a - b), 60_000].map((ms) => NOW - 60_000 + ms);
      const pieces = ends.slice(1).flatMap((end, index) => book.read('api', ends[index] ?? end, end));
      expect(pieces).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test('every span names a parent in its own trace and ends after it began', () => {
  for (let second = secondOf(story, NOW) - 60; second < secondOf(story, NOW); second++) {
    const spans = spansOfSecond(story, second);
    const known = new Set(spans.map(({ traceId, spanId }) => traceId + spanId));
    expect(known.size).toBe(spans.length);
    for (const span of spans) {
      expect(span.endMs).toBeGreaterThan(span.startMs);
      expect(span.parentId === '' || known.has(span.traceId + span.parentId)).toBe(true);
    }
  }
});

test('the traces show what real ones do: a clock that is off, a service without a name, peers without spans', () => {
  const from = secondOf(story, NOW) - 600;
  const spans = Array.from({ length: 600 }, (_, i) => spansOfSecond(story, from + i)).flat();
  const byId = new Map(spans.map((span) => [span.traceId + span.spanId, span]));
  const early = spans.filter(({ traceId, parentId, startMs }) => {
    const parent = byId.get(traceId + parentId);
    return parent !== undefined && startMs < parent.startMs;
  });
  expect(new Set(early.map(({ traceId, parentId }) => byId.get(traceId + parentId)?.service))).toEqual(
    new Set(['nginx']),
  );
  expect(spans.some(({ service }) => service === '')).toBe(true);
  const peers = spans.flatMap(({ attributes }) => attributes.filter(([key]) => key === 'server.address'));
  expect(new Set(peers.map(([, value]) => value))).toEqual(
    new Set(['api', 'minio', 'mailpit', 'psp.example', 'postgres']),
  );
  const failed = spans.filter(({ events }) => events.some(({ name }) => name === 'exception'));
  expect(new Set(failed.map(({ service }) => service))).toContain('pay');
});

test('about eight of a hundred payments fail while the bad version runs, hardly any before', () => {
  const failures = (fromMs: number, toMs: number) => {
    const charges = [];
    for (let second = secondOf(story, fromMs); second < secondOf(story, toMs); second++) {
      charges.push(...spansOfSecond(story, second).filter(({ name }) => name === 'Charge'));
    }
    return charges.filter(({ error }) => error !== null).length / charges.length;
  };
  expect(failures(story.deployMs + 120_000, story.deployMs + 1_400_000)).toBeGreaterThan(0.03);
  expect(failures(story.deployMs + 120_000, story.deployMs + 1_400_000)).toBeLessThan(0.15);
  expect(failures(story.deployMs - 1_200_000, story.deployMs)).toBe(0);
});

test('counters of a run only grow, and start anew with the container', () => {
  const containers = new Containers(story, NOW);
  const meter = new StatsMeter(story);
  let last = { startedMs: 0, cpu: 0 };
  for (let ms = NOW - QUARTER_HOUR; ms < NOW; ms += 2_000) {
    const orders = containers.find('orders', ms);
    if (orders?.state !== 'running') continue;
    const body = JSON.parse(meter.read(orders, ms));
    const cpu = body.cpu_stats.cpu_usage.total_usage;
    if (orders.startedMs === last.startedMs) expect(cpu).toBeGreaterThanOrEqual(last.cpu);
    else if (last.startedMs > 0) expect(cpu).toBeLessThan(last.cpu);
    last = { startedMs: orders.startedMs, cpu };
  }
});

test('an event keeps its nanoseconds', () => {
  const [event] = storyEvents(story, NOW - QUARTER_HOUR, NOW);
  if (!event) throw new Error('no event');
  const digits = /"timeNano":(\d+)\}/.exec(eventLine(event))?.[1];
  expect(digits).toBe(`${Math.round(event.ms * 1_000)}000`);
});

test('a later demo’s counters go on where the last one’s ended', () => {
  const postgres = new Containers(story, NOW).find('postgres', NOW);
  if (!postgres) throw new Error('no postgres');
  const used = (text: string): number => JSON.parse(text).cpu_stats.cpu_usage.total_usage;
  const before = new StatsMeter(story);
  const told = used(before.read(postgres, NOW));
  const after = new StatsMeter(story, before.last ?? undefined);
  const more = used(after.read(postgres, NOW + 60_000)) - told;
  expect(more).toBeGreaterThan(0);
  expect(more).toBeLessThan(8 * 60e9);
});
