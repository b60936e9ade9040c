import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sharedEngine } from '../../shared-engine.ts';
import { Catcher } from './catcher.ts';

const SECRET = 'T0/B0/never-told-to-anybody';
const shared = sharedEngine({});
let catcher: Catcher;

beforeAll(async () => {
  catcher = await Catcher.open();
  const file = join(shared.engine.dataDir, 'alertmanager.yml');
  writeFileSync(
    file,
    `route: { receiver: team }
receivers:
- name: team
  webhook_configs: [{ url: ${catcher.origin}/works }, { url: ${catcher.origin}/broken }]
  slack_configs: [{ api_url: trivet:secret/slack, channel: ops }]
  pagerduty_configs: [{ routing_key: rk, url: '${catcher.origin}/pd' }]
- name: nobody
`,
  );
  catcher.replies.set('/broken', { status: 500, body: 'no' });
  const alerts = { files: [], routing: file, evaluationIntervalMs: 15_000, externalLabels: [] };
  await shared.client.call('settings.set', { settings: { alerts } });
});
afterAll(() => catcher.close());

test('a receiver is tested by every way, what stays open is closed again, and all is written down', async () => {
  const { outcomes } = await shared.client.call('receivers.test', { receiver: 'team' });
  expect(outcomes.map(({ kind, index, error }) => [kind, index, error])).toEqual([
    ['slack_configs', 0, 'api_url: no secret is kept under the name slack'],
    ['pagerduty_configs', 0, null],
    ['webhook_configs', 0, null],
    ['webhook_configs', 1, `127.0.0.1:${catcher.port} answered 500 Internal Server Error: no`],
  ]);
  const posted = catcher.caught
    .filter(({ path }) => path === '/pd')
    .map(({ body }) => JSON.parse(body).event_action);
  expect(posted).toEqual(['trigger', 'resolve']);
  // They are written down in their own time.
  await vi.waitFor(
    async () => {
      const { notifications } = await shared.client.call('notifications.list', {});
      expect(notifications.filter(({ test: made }) => made)).toHaveLength(4);
    },
    { timeout: 20_000 },
  );
});

test('one way alone is tested, and nobody is said to be nobody', async () => {
  catcher.caught.length = 0;
  const integration = { kind: 'webhook_configs', index: 0 };
  const { outcomes } = await shared.client.call('receivers.test', { receiver: 'team', integration });
  expect(outcomes).toMatchObject([{ ...integration, error: null }]);
  expect(catcher.only.json).toMatchObject({
    status: 'firing',
    alerts: [{ labels: { alertname: 'TrivetTest' } }],
  });
  for (const receiver of ['nobody', 'unknown'])
    await expect(shared.client.call('receivers.test', { receiver })).rejects.toMatchObject({
      code: 'not_found',
    });
});

test('a secret is kept where only its owner reads it, used, and told by nothing', async () => {
  const { client, engine } = shared;
  catcher.replies.set(`/${SECRET}`, { body: 'invalid_payload, you sent /T0/B0/never-told-to-anybody' });
  expect(await client.call('secrets.set', { name: 'slack', value: `${catcher.origin}/${SECRET}` })).toEqual({
    keptIn: 'file',
  });
  const listed = await client.call('secrets.list', {});
  expect(listed).toMatchObject({ secrets: [{ name: 'slack', keptIn: 'file' }], place: 'file' });
  const tested = await client.call('receivers.test', {
    receiver: 'team',
    integration: { kind: 'slack_configs', index: 0 },
  });
  expect(tested.outcomes[0]?.error).toContain('invalid_payload, you sent <secret>');
  const told = [
    listed,
    tested,
    await client.call('receivers.list', {}),
    await client.call('notifications.list', {}),
    await client.call('settings.get', {}),
  ];
  expect(JSON.stringify(told)).not.toContain('never-told');
  const file = join(engine.dataDir, 'secrets.json');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const others = readdirSync(engine.dataDir).filter(
    (name) => name !== 'secrets.json' && statSync(join(engine.dataDir, name)).isFile(),
  );
  for (const name of others)
    expect(readFileSync(join(engine.dataDir, name), 'latin1')).not.toContain('never-told');
  expect(await client.call('secrets.remove', { name: 'slack' })).toEqual({ removed: true });
  expect(await client.call('secrets.remove', { name: 'slack' })).toEqual({ removed: false });
  await expect(client.call('secrets.set', { name: '../x', value: 'y' })).rejects.toMatchObject({
    code: 'invalid_params',
  });
});

test('a text is checked with its lines, and its templates are tried', async () => {
  const check = (text: string) => shared.client.call('receivers.check', { text });
  expect(await check('route: { receiver: r }\nreceivers:\n- name: s\n')).toMatchObject({
    errors: [{ line: 1, message: 'undefined receiver "r" used in route' }],
  });
  const bad =
    "route: { receiver: r }\nreceivers:\n- name: r\n  discord_configs:\n  - webhook_url: http://x/y\n    title: '{{ .Nope }}'\n";
  expect(await check(bad)).toMatchObject({
    errors: [],
    warnings: [
      {
        line: 5,
        message: expect.stringContaining('title: template: :1: executing "": can\'t evaluate field Nope'),
      },
    ],
  });
  const client = bad.replace("title: '{{ .Nope }}'", 'http_config: { nonsense: 1 }');
  expect(await check(client)).toMatchObject({
    errors: [{ line: 6, message: 'field nonsense not found in http_config' }],
  });
});
