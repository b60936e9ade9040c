import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { AlertNotice } from '../../../../shared/contract/notifications.ts';
import { tempDir } from '../../../temp-dir.ts';
import { startEngine, stopOnce } from '../../test-engine.ts';
import { alert } from './testbed.ts';

const ROUTING = `route: { receiver: me, group_by: [alertname], group_wait: 0s, group_interval: 1h }
receivers: [{ name: me, desktop_configs: [{}] }]
`;

const patiently = { timeout: 30_000, interval: 50 };

/** An engine by this configuration, with the titles of what the desktop is told. */
async function started(dataDir: string, routing: string) {
  const fixedSettings = { settings: { alerts: { routing } }, by: 'the test' };
  const running = await startEngine({ dataDir, docker: 'off', fixedSettings });
  const told: AlertNotice[] = [];
  running.client.subscribe('notices.live', {}, { event: (notice) => void told.push(notice) });
  return { ...running, told };
}

test('alerts reach the desktop, the log and silences over the contract, and none twice over a restart', async () => {
  const dataDir = tempDir();
  const routing = join(tempDir(), 'alertmanager.yml');
  writeFileSync(routing, ROUTING);
  const first = await started(dataDir, routing);
  const slow = alert({ alertname: 'Slow', service: 'web' });
  first.engine.alertmanager.put([slow]);
  await vi.waitFor(() => expect(first.told).toHaveLength(1), patiently);
  const log = () => first.client.call('notifications.list', {});
  await vi.waitFor(async () => expect((await log()).notifications).toHaveLength(1), patiently);
  expect((await log()).notifications).toMatchObject([
    {
      receiver: 'me',
      kind: 'desktop_configs',
      outcome: 'sent',
      groupLabels: [['alertname', 'Slow']],
      firing: 1,
    },
  ]);
  expect(await first.client.call('receivers.list', {})).toMatchObject({
    file: { path: routing, state: 'loaded' },
    receivers: [{ name: 'me', integrations: [{ kind: 'desktop_configs', lastError: null }] }],
    groups: 1,
  });
  const matchers = [{ name: 'service', op: '=' as const, value: 'web' }];
  const endsAtMs = Date.now() + 3_600_000;
  const { id } = await first.client.call('silences.set', {
    matchers,
    endsAtMs,
    createdBy: 'me',
    comment: 'work',
  });
  const { silences } = await first.client.call('silences.list', {});
  expect(silences).toMatchObject([{ id, state: 'active', alerts: 1, matchers }]);
  expect(await first.client.call('silences.expire', { id })).toEqual({ expired: true });
  expect(await first.client.call('silences.expire', { id })).toEqual({ expired: false });
  const entries = await first.client.call('audit.list', { limit: 10 });
  expect(entries.map(({ action, target }) => `${action} ${target}`)).toContain(
    'silence alerts {service="web"}',
  );
  expect(entries.map(({ action }) => action)).toContain('expire silence');
  await stopOnce(first.engine);

  const second = await started(dataDir, routing);
  expect((await second.client.call('silences.list', {})).silences).toMatchObject([{ id, state: 'expired' }]);
  second.engine.alertmanager.put([{ ...slow, startsAtMs: Date.now() }, alert({ alertname: 'Errors' })]);
  await vi.waitFor(() => expect(second.told).toHaveLength(1), patiently);
  expect(second.told[0]?.title).toContain('Errors');
}, 60_000);
