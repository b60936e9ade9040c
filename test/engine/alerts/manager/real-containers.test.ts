import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { docker, dockerTest, eventually, runContainer } from '../../../docker.ts';
import { tempDir } from '../../../temp-dir.ts';
import { startEngine } from '../../test-engine.ts';
import { Catcher } from '../senders/catcher.ts';

interface Told {
  status: string;
  alerts: {
    status: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  }[];
}

const suffix = process.pid;
const STOPPED = `arules-stopped-${suffix}`;
const FILLED = `arules-filled-${suffix}`;

const RULES = `groups:
  - name: containers
    interval: 1s
    rules:
      - alert: ContainerStopped
        expr: time() - timestamp(container_memory_usage_bytes{name="${STOPPED}"}) > 12
        annotations: {summary: "{{ $labels.name }} is silent"}
      - alert: HighMemoryUsage
        expr: container_memory_usage_bytes{name="${FILLED}"} / container_spec_memory_limit_bytes > 0.6
        for: 2s
        annotations: {summary: "{{ $labels.name }} uses {{ $value | humanizePercentage }}"}
`;

const routes = (url: string) => `route:
  receiver: hook
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
receivers:
  - name: hook
    webhook_configs: [{url: '${url}', send_resolved: true}]
`;

/** In real time: stats come once a second and are stored every five. */
dockerTest(
  'a container that stops and one whose memory fills are told to a webhook, and that it is over',
  async () => {
    const dir = tempDir();
    const hook = await Catcher.open();
    onTestFinished(() => hook.close());
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'all.rules.yml'), RULES);
    writeFileSync(join(dir, 'alertmanager.yml'), routes(`${hook.origin}/hook`));
    await runContainer(STOPPED, [], ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.2; done']);
    await runContainer(FILLED, ['--memory', '64m'], ['sleep', '600']);
    const alerts = { files: [join(dir, 'all.rules.yml')], routing: join(dir, 'alertmanager.yml') };
    const { client } = await startEngine({ fixedSettings: { settings: { alerts }, by: 'the test' } });
    const told = (alertname: string, status: string) =>
      hook.caught
        .map(({ body }) => JSON.parse(body) as Told)
        .flatMap((message) => message.alerts)
        .find((alert) => alert.labels.alertname === alertname && alert.status === status);
    // What never told anything cannot fall silent.
    await eventually(
      'both containers have told of their memory',
      async () => {
        const expr = `count(container_memory_usage_bytes{name=~"${STOPPED}|${FILLED}"}) == 2`;
        const answer = await client.call('promql.instant', { expr, timeMs: Date.now() });
        return answer.type === 'vector' && answer.samples.length > 0;
      },
      90_000,
    );

    await docker('stop', '-t', '5', STOPPED);
    // 45 MB are held until their writer ends.
    await docker(
      'exec',
      '-d',
      FILLED,
      'sh',
      '-c',
      '(head -c 45000000 /dev/zero; sleep 25) | tail -c 45000000 > /dev/null',
    );

    const stopped = await eventually('the stop is told', () => told('ContainerStopped', 'firing'), 90_000);
    expect(stopped.annotations.summary).toBe(`${STOPPED} is silent`);
    const filled = await eventually('the memory is told', () => told('HighMemoryUsage', 'firing'), 90_000);
    expect(filled.annotations.summary).toMatch(new RegExp(`^${FILLED} uses [6-9]\\d(\\.\\d+)?%$`));
    expect(filled.annotations.process).toMatch(new RegExp(`^tail \\(pid \\d+\\) of ${FILLED} `));

    await eventually(
      'the memory is told to be free again',
      () => told('HighMemoryUsage', 'resolved'),
      90_000,
    );
    await docker('start', STOPPED);
    await eventually('the start is told', () => told('ContainerStopped', 'resolved'), 90_000);
    const { alerts: now } = await client.call('alerts.status', {});
    expect(now.map(({ state }) => state)).toEqual(['resolved', 'resolved']);
    expect(now.every(({ entity }) => entity !== null)).toBe(true);
  },
  300_000,
);
