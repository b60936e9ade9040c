import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Caught,
  hasAlertmanager,
  hasPrometheus,
  type Server,
  startAlertmanager,
  startCatcher,
  startFiringPrometheus,
  startTrivet,
  TOKEN,
  type TrivetServer,
} from './programs.ts';

/** Needs Debian's package prometheus-alertmanager; a run of CI has it. */
const describeReal = hasAlertmanager || process.env.CI ? describe : describe.skip;
const testPrometheus = hasPrometheus || process.env.CI ? test : test.skip;
const run = promisify(execFile);
/** amtool alone takes seconds to start on a machine that is busy. */
const PATIENCE_MS = 180_000;

/** Groups have their turns at 1.5, 4.5, 7.5 and 10.5 s; what happens meanwhile happens 1.5 s away from them. */
const WAIT_MS = 1_500;
const INTERVAL_MS = 3_000;
const END_MS = 12_000;

const RECEIVERS = [
  'waits',
  'first',
  'second',
  'each',
  'inhibited',
  'silenced',
  'muted',
  'inactive',
  'firing',
];

const config = (url: string, by: string): string => `
global: { resolve_timeout: 1h }
route:
  receiver: waits
  group_by: [alertname]
  group_wait: ${WAIT_MS}ms
  group_interval: ${INTERVAL_MS / 1000}s
  repeat_interval: 5s
  routes:
    - { matchers: [scenario="waits"], receiver: waits, group_by: [service] }
    - { matchers: [scenario="continue"], receiver: first, group_by: [service], repeat_interval: 1h, continue: true }
    - { match_re: { scenario: contin.* }, receiver: second, repeat_interval: 1h }
    - { matchers: [scenario="each"], receiver: each, group_by: ['...'], repeat_interval: 1h }
    - { matchers: [scenario="inhibited"], receiver: inhibited, group_by: [], repeat_interval: 1h }
    - { matchers: [scenario="silenced"], receiver: silenced }
    - { matchers: [scenario="muted"], receiver: muted, mute_time_intervals: [always] }
    - { matchers: [scenario="inactive"], receiver: inactive, active_time_intervals: [long ago] }
    - { matchers: [from="debian"], receiver: prometheus }
    - { matchers: [scenario="firing"], receiver: firing, repeat_interval: 1h }
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity=~"warning|critical", scenario="inhibited"]
    equal: [service]
time_intervals:
  - { name: always, time_intervals: [{ years: ['2000:2999'] }] }
  - { name: long ago, time_intervals: [{ years: ['2001'] }] }
receivers:
${[...RECEIVERS, 'prometheus'].map((name) => `  - { name: ${name}, webhook_configs: [{ url: '${url}/${by}/', send_resolved: ${name !== 'firing'} }] }`).join('\n')}
`;

type Posted = { labels: Record<string, string>; [more: string]: unknown };

/** As if it had only begun to fire when the alerts are sent. */
const begin = { startsAt: '' };
const labelled = (scenario: string, labels: Record<string, string>): Posted => ({
  labels: { scenario, ...labels },
  annotations: { summary: `of ${labels.service}`, runbook: 'https://example.org/run' },
  generatorURL: 'http://example.org/graph',
});

const waiting = ['A', 'B', 'C'].map((alertname) =>
  labelled('waits', { alertname, service: 'web', job: 'x' }),
);
const inhibiting = labelled('inhibited', { alertname: 'Down', service: 'web', severity: 'critical' });
const firingOnly = ['A', 'B'].map((instance) =>
  labelled('firing', { alertname: 'F', service: 'web', instance }),
);
const atFirst = [
  waiting[0]!,
  labelled('waits', { alertname: 'A', service: 'db' }),
  labelled('continue', { alertname: 'C', service: 'web' }),
  labelled('continue', { alertname: 'D', service: 'web' }),
  labelled('each', { alertname: 'E', service: 'web' }),
  labelled('each', { alertname: 'E', service: 'db' }),
  labelled('inhibited', { alertname: 'Slow', service: 'web', severity: 'warning' }),
  labelled('inhibited', { alertname: 'Slow', service: 'db', severity: 'warning' }),
  inhibiting,
  labelled('silenced', { alertname: 'S', service: 'web' }),
  labelled('muted', { alertname: 'M', service: 'web' }),
  labelled('inactive', { alertname: 'I', service: 'web' }),
  ...firingOnly,
];

/** Without what is of the place that it came from. */
const contents = ({ body: { externalURL: _, ...body } }: Caught) => body;

describeReal("beside Debian's Alertmanager with the same configuration and the same alerts", () => {
  let dir: string;
  let catcher: Awaited<ReturnType<typeof startCatcher>>;
  let real: Server;
  let trivet: TrivetServer;
  let prometheus: Server | null = null;
  const startedMs = new Map<string, number>();

  const ask = async (server: Server, path: string, method = 'GET', body?: unknown) => {
    const answer = await fetch(`${server.url}/api/v2${path}`, {
      method,
      headers: { ...server.headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const send = (server: Server, alerts: Posted[]) =>
    ask(
      server,
      '/alerts',
      'POST',
      alerts.map((one) => ({ ...begin, ...one })),
    );
  const both = (path: string, method = 'GET', body?: unknown) =>
    Promise.all([ask(real, path, method, body), ask(trivet, path, method, body)]);
  const until = async (ms: number) => {
    const latest = Math.max(...startedMs.values());
    await delay(Math.max(0, latest + ms - performance.now()));
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'trivet-alertmanager-'));
    catcher = await startCatcher();
    const file = (by: string) => {
      writeFileSync(join(dir, `${by}.yml`), config(catcher.url, by));
      return join(dir, `${by}.yml`);
    };
    [real, trivet] = await Promise.all([
      startAlertmanager(dir, file('real')),
      startTrivet(join(dir, 'trivet'), file('trivet')),
    ]);
    if (hasPrometheus) prometheus = await startFiringPrometheus(dir, trivet);
    await scenario();
  }, PATIENCE_MS);

  afterAll(async () => {
    await Promise.allSettled([prometheus?.stop(), trivet?.stop(), real?.stop()]);
    await catcher?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Everything at once, in real time. */
  async function scenario(): Promise<void> {
    begin.startsAt = new Date().toISOString();
    await Promise.all(
      (
        [
          ['real', real],
          ['trivet', trivet],
        ] as const
      ).map(async ([by, server]) => {
        startedMs.set(by, performance.now());
        expect((await send(server, atFirst)).status).toBe(200);
      }),
    );
    await until(WAIT_MS + 1_500);
    await Promise.all([real, trivet].map((server) => send(server, [waiting[1]!])));
    const silence = {
      matchers: [{ name: 'scenario', value: 'silen.*', isRegex: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 600_000).toISOString(),
      createdBy: 'test',
      comment: 'in the middle',
    };
    const made = await both('/silences', 'POST', silence);
    await until(WAIT_MS + INTERVAL_MS + 1_500);
    const endsAt = new Date().toISOString();
    const over = [waiting[0]!, inhibiting, firingOnly[0]!].map((one) => ({ ...one, endsAt }));
    await Promise.all([real, trivet].map((server) => send(server, [...over, waiting[2]!])));
    await until(WAIT_MS + 2 * INTERVAL_MS + 1_500);
    for (const [server, { body }] of [
      [real, made[0]],
      [trivet, made[1]],
    ] as const) {
      expect((await ask(server, `/silence/${body.silenceID}`, 'DELETE')).status).toBe(200);
    }
    await until(END_MS);
  }

  const toldBy = (by: string, receiver: string) =>
    catcher.caught
      .filter((one) => one.by === by && one.body.receiver === receiver)
      .sort((a, b) => turnOf(a) - turnOf(b) || (a.body.groupKey < b.body.groupKey ? -1 : 1));
  const turnOf = ({ by, atMs }: Caught) =>
    Math.round((atMs - (startedMs.get(by) ?? 0) - WAIT_MS) / INTERVAL_MS);

  test.each(RECEIVERS)('receiver %s is told the same, field by field and in the same order', (receiver) => {
    const [theirs, ours] = [toldBy('real', receiver), toldBy('trivet', receiver)];
    expect(ours.map(contents)).toEqual(theirs.map(contents));
    expect(ours.map(turnOf)).toEqual(theirs.map(turnOf));
    const silent = receiver === 'muted' || receiver === 'inactive';
    expect(theirs.length > 0).toBe(!silent);
  });

  test('it is told within a second of the other', () => {
    const late = RECEIVERS.flatMap((receiver) => {
      const theirs = toldBy('real', receiver);
      const at = ({ by, atMs }: Caught) => atMs - (startedMs.get(by) ?? 0);
      return toldBy('trivet', receiver).map((one, i) => Math.abs(at(one) - at(theirs[i]!)));
    });
    expect(late.length).toBeGreaterThan(15);
    expect(late.sort((a, b) => a - b)[Math.floor(late.length / 2)]).toBeLessThan(1_000);
  });

  describe('the API', () => {
    const own = new Set(['updatedAt', 'endsAt', 'mutedBy', 'uptime', 'versionInfo', 'config', 'cluster']);
    const ofPrometheus = (one: unknown) => /AlwaysFires|prometheus/.test(JSON.stringify(one));
    /** Without times of the moment, ids, what later versions added, and what only one is sent. */
    const comparable = ({ status, body }: { status: number; body: unknown[] }): unknown => [
      status,
      comparableJson(body.filter((one) => !ofPrometheus(one))),
    ];
    const comparableJson = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, one) =>
          own.has(key) || key === 'id' || key === 'startsAt' ? undefined : one,
        ),
      );

    test.each([
      '/alerts',
      '/alerts?active=false',
      '/alerts?active=maybe&silenced=1',
      '/alerts?silenced=false&inhibited=false',
      '/alerts?receiver=fir.*',
      '/alerts?filter=service%3Dweb&filter=alertname%3D~%22A%7CB%22',
      '/alerts?filter=severity%3D%22%22',
      '/alerts/groups',
      '/alerts/groups?receiver=waits&filter=service%3D%22db%22',
      '/silences',
      '/silences?filter=scenario%3D~%22silen.*%22',
      '/receivers',
    ])('GET %s answers the same', async (path) => {
      const [theirs, ours] = await both(path);
      expect(comparable(ours)).toEqual(comparable(theirs));
      expect(theirs.status).toBe(200);
    });

    test.each([
      ['/alerts?filter=%3D%3D', 'GET', undefined],
      ['/alerts?receiver=(', 'GET', undefined],
      ['/silence/no-uuid', 'GET', undefined],
      ['/silence/6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'GET', undefined],
      ['/alerts', 'POST', [{ annotations: {} }]],
      ['/alerts', 'POST', [{ labels: {} }]],
      ['/silences', 'POST', { ...pastSilence('a', 'b', false), matchers: [] }],
      ['/silences', 'POST', pastSilence('a', 'b', false)],
      ['/silences', 'POST', pastSilence('a', '.*', true)],
      [
        '/silences',
        'POST',
        {
          ...pastSilence('a', 'b', false),
          endsAt: '2999-01-01T00:00:00Z',
          id: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
        },
      ],
    ])('%s %s %o is refused with the same status', async (path, method, body) => {
      const [theirs, ours] = await both(path, method, body);
      expect(ours.status, JSON.stringify([theirs.body, ours.body])).toBe(theirs.status);
      expect(theirs.status).toBeGreaterThanOrEqual(400);
    });
  });

  describe('amtool', () => {
    const amtool = async (...args: string[]) => {
      const url = `--alertmanager.url=http://trivet:${TOKEN}@127.0.0.1:${trivet.port}`;
      return (await run('amtool', [url, ...args])).stdout;
    };
    const alike = async (...args: string[]) => {
      const theirs = (await run('amtool', [`--alertmanager.url=${real.url}`, ...args])).stdout;
      return [await amtool(...args), theirs];
    };

    test(
      'lists the same alerts',
      async () => {
        const [ours, theirs] = await alike('alert', 'query', 'service=web', '--output=extended');
        const withoutLinks = (text = '') =>
          text
            .replace(/http:\S+/g, '')
            .split('\n')
            .sort();
        expect(withoutLinks(ours)).toEqual(withoutLinks(theirs));
        expect(ours).toContain('waits');
      },
      PATIENCE_MS,
    );

    test(
      'silences alerts and lets them be heard again',
      async () => {
        const id = (
          await amtool('silence', 'add', '-a', 'me', '-c', 'work', '-d', '1h', 'alertname=E', 'service!=db')
        ).trim();
        expect(await amtool('silence', 'query', '-q')).toContain(id);
        expect(await amtool('alert', 'query', '--silenced', 'alertname=E')).toContain('E');
        expect(await amtool('silence', 'update', '-d', '2h', id)).toContain(id);
        await amtool('silence', 'expire', id);
        expect(await amtool('silence', 'query', '--expired', '-q')).toContain(id);
        expect(await amtool('silence', 'query', '-q')).not.toContain(id);
      },
      PATIENCE_MS,
    );

    test(
      'shows the routes, and who an alert goes to',
      async () => {
        const [ours, theirs] = await alike('config', 'routes', 'show');
        expect(ours).toBe(theirs);
        expect((await amtool('config', 'routes', 'test', 'scenario=continue')).trim()).toBe('first,second');
      },
      PATIENCE_MS,
    );
  });

  testPrometheus(
    'alerts of a real Prometheus arrive and are told',
    async () => {
      const arrived = () => catcher.caught.find(({ body }) => body.receiver === 'prometheus');
      for (const deadline = performance.now() + PATIENCE_MS / 2; performance.now() < deadline && !arrived(); )
        await delay(100);
      expect(arrived()?.body).toMatchObject({
        status: 'firing',
        alerts: [
          {
            labels: { alertname: 'AlwaysFires', from: 'debian', severity: 'page' },
            annotations: { summary: 'it is 42' },
            generatorURL: expect.stringContaining('/graph?g0.expr=vector'),
          },
        ],
      });
    },
    90_000,
  );
});

function pastSilence(name: string, value: string, isRegex: boolean) {
  const endsAt = value === '.*' ? '2999-01-01T00:00:00Z' : '2001-01-01T00:00:00Z';
  return {
    matchers: [{ name, value, isRegex }],
    startsAt: '2000-01-01T00:00:00Z',
    endsAt,
    createdBy: 'test',
    comment: '',
  };
}
