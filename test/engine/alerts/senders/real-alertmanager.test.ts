import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fingerprint } from '../../../../electron/engine/alerts/fingerprint.ts';
import { webhookBody } from '../../../../electron/engine/alerts/senders/kinds/webhook.ts';
import { messageOf } from '../../../../electron/engine/alerts/senders/message.ts';
import type { Notification } from '../../../../electron/engine/alerts/senders/sender.ts';
import { Catcher } from './catcher.ts';
import { alert } from './sample-notification.ts';
import { senderFor, sent } from './sender-of.ts';

const PROGRAM = 'prometheus-alertmanager';
const isThere = spawnSync(PROGRAM, ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Received {
  labels: Record<string, string>;
  endsAt: string;
  fingerprint: string;
  status: { state: string };
}

describe.skipIf(!isThere && process.env.CI !== 'true')("Debian's Alertmanager", () => {
  let running: ChildProcess;
  let catcher: Catcher;
  let origin: string;
  let dir: string;

  beforeAll(async () => {
    catcher = await Catcher.open();
    dir = mkdtempSync(join(tmpdir(), 'trivet-alertmanager-'));
    const config = join(dir, 'alertmanager.yml');
    writeFileSync(
      config,
      `route: { receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 1s }
receivers: [{ name: hook, webhook_configs: [{ url: '${catcher.origin}/hook' }] }]
`,
    );
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    running = spawn(
      PROGRAM,
      [
        ...[`--config.file=${config}`, `--storage.path=${join(dir, 'data')}`, '--cluster.listen-address='],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--web.external-url=http://am.example/x'],
      ],
      { stdio: 'ignore' },
    );
    await vi.waitFor(async () => expect((await fetch(`${origin}/x/-/ready`)).status).toBe(200), {
      timeout: 20_000,
      interval: 100,
    });
  }, 30_000);

  afterAll(async () => {
    running?.kill();
    if (running && running.exitCode === null && running.signalCode === null) await once(running, 'exit');
    await catcher?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const nowMs = Date.now();
  const labels = { instance: 'a:1', severity: 'page' };
  const print = fingerprint(alert(labels).labels);
  const told = (more: object = {}): Notification => ({
    receiver: 'hook',
    groupKey: '{}:{alertname="High"}',
    groupLabels: [['alertname', 'High']],
    alerts: [alert(labels, { startsAtMs: nowMs - 60_000, fingerprint: print, ...more })],
    externalUrl: 'http://am.example/x',
    nowMs,
    repeatIntervalMs: 600_000,
  });
  const received = async (): Promise<Received[]> =>
    (await fetch(`${origin}/x/api/v2/alerts`)).json() as Promise<Received[]>;

  test('takes what it is handed, with an end behind the next time it is told, and posts the same JSON as Trivet', async () => {
    const sender = senderFor('alertmanager_configs', `url: ${origin}/x`);
    expect(await sent(sender, told())).toEqual({ ok: true });
    expect(await received()).toMatchObject([
      {
        labels: { alertname: 'High', ...labels },
        endsAt: new Date(nowMs + 1_200_000).toISOString(),
        fingerprint: print,
        status: { state: 'active' },
      },
    ]);
    await vi.waitFor(() => expect(catcher.caught).toHaveLength(1), { timeout: 10_000 });
    expect(catcher.only.json).toEqual(webhookBody(messageOf(told()), 0));
  });

  test('is told that it is over, and tells that on', async () => {
    catcher.caught.length = 0;
    const over = { status: 'resolved', endsAtMs: nowMs - 1_000 };
    expect(await sent(senderFor('alertmanager_configs', `url: ${origin}/x/`), told(over))).toEqual({
      ok: true,
    });
    await vi.waitFor(async () => expect(await received()).toEqual([]), { timeout: 10_000 });
    await vi.waitFor(() => expect(catcher.caught).toHaveLength(1), { timeout: 20_000 });
    expect(catcher.only.json).toEqual(webhookBody(messageOf(told(over)), 0));
  });

  test('that refuses an alert says why', async () => {
    const bad = told({ labels: [['alert name', 'x']] });
    expect(await sent(senderFor('alertmanager_configs', `url: ${origin}/x`), bad)).toMatchObject({
      ok: false,
      retry: false,
      error: expect.stringContaining('400 Bad Request'),
    });
  });
});
