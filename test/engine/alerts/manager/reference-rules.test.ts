import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender } from '../../../../electron/engine/alerts/senders/create-sender.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import { ownTimeFrom, testbed } from '../dispatch/testbed.ts';
import { Catcher } from '../senders/catcher.ts';
import { type RunningRules, rulesOnOneStore, type Series } from './running-rules.ts';

/** A group a rule, evaluated every 15 seconds. */
const groupOf = (name: string, rule: string): string => `  - name: ${name}
    rules:
      - ${rule.trim().replaceAll('\n', '\n        ')}
`;

interface Case {
  rule: string;
  bad(atMs: number): Series[];
  good(atMs: number): Series[];
  /** What it says while it fires. */
  firing: string;
  annotations: Record<string, string>;
}

const BEGIN_MS = Date.parse('2026-03-01T12:00:00Z');
const counter = (atMs: number, aSecond: number) => ((atMs - BEGIN_MS) / 1000) * aSecond;

const buckets = (atMs: number, seconds: number): Series[] =>
  ['0.1', '0.5', '1', '2.5', '+Inf'].map((le) => [
    'http_request_duration_seconds_bucket',
    { le, job: 'api' },
    counter(atMs, Number(le.replace('+Inf', 'Infinity')) >= seconds ? 10 : 0),
  ]);

const MIB = 2 ** 20;
const HOST_BYTES = 16 * 1024 * MIB;

const cases: Record<string, Case> = {
  HighErrorRate: {
    rule: `
alert: HighErrorRate
expr: rate(http_requests_total{status=~"5.."}[5m]) > 0.1
for: 1m
labels: {severity: critical}
annotations:
  summary: "High error rate on {{ $labels.job }}"`,
    bad: (atMs) => [['http_requests_total', { status: '500', job: 'api' }, counter(atMs, 1)]],
    // No further errors.
    good: () => [['http_requests_total', { status: '500', job: 'api' }, 1e6]],
    firing: 'firing HighErrorRate job=api severity=critical status=500',
    annotations: { summary: 'High error rate on api' },
  },
  HighResponseTime: {
    rule: `
alert: HighResponseTime
expr: histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[1m])) > 1
for: 30s
labels: {severity: warning}
annotations:
  description: "95th percentile is {{ $value }}s"`,
    bad: (atMs) => buckets(atMs, 2.5),
    good: (atMs) => buckets(atMs, 0.1),
    firing: 'firing HighResponseTime job=api severity=warning',
    annotations: { description: '95th percentile is 2.425s' },
  },
  LowInventory: {
    rule: `
alert: LowInventory
expr: inventory_level < 10
for: 30s
labels: {severity: warning}
annotations:
  summary: "Only {{ $value }} of {{ $labels.product }} left"`,
    bad: () => [['inventory_level', { product: 'pen' }, 3]],
    good: () => [['inventory_level', { product: 'pen' }, 30]],
    firing: 'firing LowInventory product=pen severity=warning',
    annotations: { summary: 'Only 3 of pen left' },
  },
  DatabaseDown: {
    rule: `
alert: DatabaseDown
expr: up{job="postgres"} == 0
for: 1m
annotations:
  summary: "{{ $labels.instance }} is down"`,
    bad: () => [['up', { job: 'postgres', instance: 'db:9187' }, 0]],
    good: () => [['up', { job: 'postgres', instance: 'db:9187' }, 1]],
    firing: 'firing DatabaseDown instance=db:9187 job=postgres',
    annotations: { summary: 'db:9187 is down' },
  },
  HighMemoryUsage: {
    rule: `
alert: HighMemoryUsage
expr: container_memory_usage_bytes / container_spec_memory_limit_bytes > 0.9
for: 30s
labels: {severity: warning}
annotations:
  summary: "{{ $labels.name }} uses {{ $value | humanizePercentage }}"`,
    // The second has no limit: what it reports is the host's memory.
    bad: () => [
      ['container_memory_usage_bytes', { name: 'api' }, 95 * MIB],
      ['container_spec_memory_limit_bytes', { name: 'api' }, 100 * MIB],
      ['container_memory_usage_bytes', { name: 'free' }, 2048 * MIB],
      ['container_spec_memory_limit_bytes', { name: 'free' }, HOST_BYTES],
    ],
    good: () => [
      ['container_memory_usage_bytes', { name: 'api' }, 20 * MIB],
      ['container_spec_memory_limit_bytes', { name: 'api' }, 100 * MIB],
    ],
    firing: 'firing HighMemoryUsage name=api severity=warning',
    annotations: { summary: 'api uses 95%' },
  },
  ServiceDown: {
    rule: `
alert: ServiceDown
expr: up{job="web"} == 0
for: 1m
labels: {severity: critical}`,
    bad: () => [['up', { job: 'web' }, 0]],
    good: () => [['up', { job: 'web' }, 1]],
    firing: 'firing ServiceDown job=web severity=critical',
    annotations: {},
  },
  ContainerMemory: {
    rule: `
alert: ContainerMemory
expr: container_kit_memory_usage_bytes / 1024 / 1024 > 512
annotations:
  description: '{{ printf "%.0f" $value }} MiB'`,
    bad: () => [['container_kit_memory_usage_bytes', { container: 'api' }, 600 * MIB]],
    good: () => [['container_kit_memory_usage_bytes', { container: 'api' }, 100 * MIB]],
    firing: 'firing ContainerMemory container=api',
    annotations: { description: '600 MiB' },
  },
  SlowRequests: {
    rule: `
alert: SlowRequests
expr: http_request_duration_p99 > 1.0
for: 15s`,
    bad: () => [['http_request_duration_p99', { route: '/cart' }, 1.4]],
    good: () => [['http_request_duration_p99', { route: '/cart' }, 0.2]],
    firing: 'firing SlowRequests route=/cart',
    annotations: {},
  },
};

interface Seen {
  nowMs: number;
  alerts: string[];
  posted: PostedAlert[];
  /** The same by the time at which they were posted. */
  rounds: { atMs: number; alerts: PostedAlert[] }[];
}

const all = (of: 'bad' | 'good') => (atMs: number) => Object.values(cases).flatMap((one) => one[of](atMs));

const STEP_S = 15;

/** Lets time pass and says what was told meanwhile. */
async function seenAfter(running: RunningRules, seconds: number, of: 'bad' | 'good'): Promise<Seen> {
  const rounds: Seen['rounds'] = [];
  for (let left = seconds; left > 0; left -= STEP_S) {
    running.posted.length = 0;
    await running.pass(STEP_S, all(of), STEP_S);
    rounds.push({ atMs: running.clock.now(), alerts: [...running.posted] });
  }
  const posted = rounds.flatMap(({ alerts }) => alerts);
  return { nowMs: running.clock.now(), alerts: running.alerts, posted, rounds };
}

/** What a webhook is sent. */
interface Delivered {
  status: string;
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

const ROUTING = (url: string) => `
route: { receiver: team, group_by: [alertname], group_wait: 10s, group_interval: 30s }
receivers: [{ name: team, webhook_configs: [{ url: '${url}/hook' }] }]
`;

/** Gives what rules posted, at the times they posted it, to an Alertmanager that sends it for real. */
async function delivered(rounds: Seen['rounds']): Promise<Delivered[]> {
  ownTimeFrom((rounds[0] as { atMs: number }).atMs);
  const catcher = await Catcher.open();
  try {
    const { alertmanager, pass } = await testbed(ROUTING(catcher.origin), { createSender });
    for (const { alerts } of rounds) {
      alertmanager.put(alerts);
      for (let second = 0; second < STEP_S; second++) {
        await pass(1_000);
        // The answers of the receiver come in real time.
        await sleep(2);
      }
    }
    return catcher.caught.map(({ body }) => JSON.parse(body) as Delivered);
  } finally {
    await catcher.close();
  }
}

describe('a rule over stored samples', () => {
  const { open } = rulesOnOneStore();
  let running: RunningRules;
  let bad: Seen;
  let good: Seen;

  beforeAll(async () => {
    const groups = Object.entries(cases).map(([name, { rule }]) => groupOf(name, rule));
    running = await open(`groups:\n${groups.join('')}`);
    bad = await seenAfter(running, 240, 'bad');
    // What was bad has to leave the five minutes that a rate looks back.
    good = await seenAfter(running, 420, 'good');
  });
  afterAll(() => running?.dispose());

  for (const [name, { firing, annotations }] of Object.entries(cases)) {
    const ofRule = (seen: Seen) => ({
      alerts: seen.alerts.filter((text) => text.split(' ')[1] === name),
      posted: seen.posted.filter(({ labels }) => labels.some(([, value]) => value === name)),
    });

    it(`${name} fires for what is bad alone, and is told as going on`, () => {
      const { alerts, posted } = ofRule(bad);
      expect(alerts).toEqual([firing]);
      const told = posted.at(-1);
      expect(Object.fromEntries(told?.annotations ?? [])).toEqual(annotations);
      expect(told?.endsAtMs).toBeGreaterThan(bad.nowMs);
      expect(told?.generatorUrl).toMatch(/^\/alerts\?rule=[0-9a-f]{16}$/);
    });

    it(`${name} is over once all is good, and is told to be`, () => {
      const { alerts, posted } = ofRule(good);
      expect(alerts).toEqual([firing.replace('firing', 'resolved')]);
      const told = posted.at(-1);
      expect(told?.endsAtMs).toBeLessThanOrEqual(good.nowMs);
      expect(told?.labels).toEqual(ofRule(bad).posted[0]?.labels);
    });
  }

  it('is told again every minute while it fires', () => {
    const times = bad.posted.filter(({ labels }) => labels.some(([, value]) => value === 'ContainerMemory'));
    expect(times).toHaveLength(3);
  });

  it('each is delivered while it fires, and delivered as resolved', async () => {
    const sent = await delivered([...bad.rounds, ...good.rounds]);
    for (const [name, { firing, annotations }] of Object.entries(cases)) {
      const ofRule = sent.filter(({ groupLabels }) => groupLabels.alertname === name);
      expect(ofRule.map(({ status }) => status)).toEqual(['firing', 'resolved']);
      const [first, last] = ofRule.map(({ alerts }) => alerts);
      expect(first).toMatchObject([{ status: 'firing', annotations }]);
      expect(last).toMatchObject([{ status: 'resolved', labels: first?.[0]?.labels }]);
      const { alertname, ...labels } = first?.[0]?.labels ?? {};
      const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      expect(['firing', alertname, ...pairs].join(' ')).toBe(firing);
    }
  });
});
