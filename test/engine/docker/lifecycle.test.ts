import { expect } from 'vitest';
import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import {
  docker,
  dockerTest,
  ensureBusyboxImage,
  eventually,
  removeContainer,
  runContainer,
  uniqueName,
} from '../../docker.ts';
import type { TestEngine } from '../test-engine.ts';
import { connected } from './connected.ts';

const sleeper = ['sleep', '600'];

const summaryOf = async ({ client }: TestEngine, name: string): Promise<ContainerSummary | undefined> =>
  (await client.call('containers.list', {})).find((container) => container.name === name);

async function eventsOf({ client }: TestEngine, name: string): Promise<ContainerEvent[]> {
  const { events } = await client.call('events.query', { startMs: 0, endMs: Date.now() + 60_000 });
  return events.filter((event) => event.type === 'container' && event.name === name).reverse();
}

const actions = (events: ContainerEvent[]) => events.map(({ action }) => action);
const attribute = (event: ContainerEvent | undefined, key: string) =>
  event?.attributes.find(([name]) => name === key)?.[1];

dockerTest('a container is followed from its creation to its destruction', async () => {
  const running = await connected();
  const name = uniqueName('life');
  await runContainer(name, ['--memory', '64m', '--label', 'com.example.role=web'], sleeper);
  const up = await eventually('running', async () => {
    const summary = await summaryOf(running, name);
    return summary?.state === 'running' && summary.startedMs ? summary : null;
  });
  expect(up).toMatchObject({ health: null, exitCode: null, memoryLimited: true, restarts: 0 });
  expect(up.labels).toContainEqual(['com.example.role', 'web']);
  expect(up.entity).toBe(`name:${name}`);

  await docker('pause', name);
  await eventually('paused', async () => (await summaryOf(running, name))?.state === 'paused');
  await docker('unpause', name);
  await eventually('unpaused', async () => (await summaryOf(running, name))?.state === 'running');
  await docker('kill', name);
  const dead = await eventually('exited', async () => {
    const summary = await summaryOf(running, name);
    return summary?.state === 'exited' ? summary : null;
  });
  expect(dead.exitCode).toBe(137);
  expect(dead.finishedMs).toBeGreaterThan(dead.startedMs ?? 0);
  await docker('rm', name);
  await eventually('destroyed', async () => (await summaryOf(running, name)) === undefined);

  const events = await eventually('stored', async () => {
    const told = await eventsOf(running, name);
    return told.at(-1)?.action === 'destroy' ? told : null;
  });
  expect(actions(events)).toEqual(['create', 'start', 'pause', 'unpause', 'kill', 'die', 'destroy']);
  expect(attribute(events[5], 'exitCode')).toBe('137');
  expect(events.every(({ entity }) => entity === `name:${name}`)).toBe(true);
});

dockerTest('a change is live by its event, long before the list is asked again', async () => {
  const running = await connected();
  const name = uniqueName('quick');
  const seen = Promise.withResolvers<number>();
  const subscription = running.client.subscribe(
    'containers.live',
    {},
    {
      event({ containers }) {
        const state = containers.find((container) => container.name === name)?.state;
        if (state === 'exited') seen.resolve(Date.now());
      },
    },
  );
  await runContainer(name, [], sleeper);
  await docker('kill', name);
  const { FinishedAt } = JSON.parse(await docker('inspect', '-f', '{{json .State}}', name));
  expect((await seen.promise) - Date.parse(FinishedAt)).toBeLessThan(20_000);
  subscription.dispose();
});

dockerTest('running out of memory is told as oom and as exit code 137', async () => {
  const running = await connected();
  const name = uniqueName('oom');
  await runContainer(
    name,
    ['--memory', '16m', '--memory-swap', '16m'],
    ['sh', '-c', 'x=a; while true; do x=$x$x; done'],
  );
  const events = await eventually('died', async () => {
    const told = await eventsOf(running, name);
    return actions(told).includes('die') ? told : null;
  });
  expect(actions(events)).toContain('oom');
  expect(
    attribute(
      events.find(({ action }) => action === 'die'),
      'exitCode',
    ),
  ).toBe('137');
});

dockerTest('health goes from starting to healthy to unhealthy', async () => {
  const running = await connected();
  const name = uniqueName('health');
  await runContainer(
    name,
    ['--health-cmd', 'test -f /tmp/ok', '--health-interval', '1s', '--health-retries', '1'],
    ['sh', '-c', 'sleep 2; touch /tmp/ok; sleep 3; rm /tmp/ok; sleep 600'],
  );
  for (const health of ['healthy', 'unhealthy']) {
    await eventually(health, async () => (await summaryOf(running, name))?.health === health);
  }
  const told = await eventually('both told', async () => {
    const words = actions(await eventsOf(running, name));
    return words.includes('health_status: healthy') && words.includes('health_status: unhealthy') && words;
  });
  expect(told.some((action) => action.startsWith('exec_'))).toBe(false);
  const { healthLog } = await running.client.call('containers.inspect', { id: name });
  expect(healthLog.at(-1)).toMatchObject({ exitCode: 1 });
});

dockerTest('restarts by policy are counted', async () => {
  const running = await connected();
  const name = uniqueName('again');
  await runContainer(name, ['--restart', 'on-failure:2'], ['sh', '-c', 'exit 3']);
  const summary = await eventually('gave up', async () => {
    const now = await summaryOf(running, name);
    return now?.restarts === 2 && now.state === 'exited' ? now : null;
  });
  expect(summary.exitCode).toBe(3);
  const events = await eventsOf(running, name);
  expect(actions(events).filter((action) => action === 'die')).toHaveLength(3);
});

dockerTest('a renamed container carries its new name', async () => {
  const running = await connected();
  const [name, renamed] = [uniqueName('old'), uniqueName('new')];
  await runContainer(name, [], sleeper);
  await eventually('seen', () => summaryOf(running, name));
  await docker('rename', name, renamed);
  try {
    await eventually('renamed', () => summaryOf(running, renamed));
    expect(await summaryOf(running, name)).toBeUndefined();
  } finally {
    await removeContainer(renamed);
  }
});

dockerTest('what compose made is one entity across re-creation', async () => {
  const running = await connected();
  const [project, name] = [uniqueName('shop'), uniqueName('web')];
  const labels = [
    ['com.docker.compose.project', project],
    ['com.docker.compose.service', 'web'],
    ['com.docker.compose.container-number', '2'],
  ].flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  await runContainer(name, labels, sleeper);
  const summary = await eventually('seen', () => summaryOf(running, name));
  expect(summary).toMatchObject({
    entity: `compose:${project}/web/2`,
    composeProject: project,
    composeService: 'web',
  });
});

dockerTest('events of the time before the start are fetched, each stored once', async () => {
  const name = uniqueName('before');
  await runContainer(name, [], ['true']);
  await docker('wait', name);
  const first = await connected();
  await eventually('fetched', async () => actions(await eventsOf(first, name)).includes('die'));
  await first.stop();
  await docker('rm', name);
  const second = await connected({ dataDir: first.dataDir });
  const events = await eventually('resumed', async () => {
    const told = await eventsOf(second, name);
    return actions(told).includes('destroy') ? told : null;
  });
  expect(actions(events)).toEqual(['create', 'start', 'die', 'destroy']);
});

dockerTest('a container that is gone is still described from what was stored', async () => {
  const running = await connected();
  const name = uniqueName('gone');
  const { id } = await runContainer(name, ['-e', 'API_TOKEN=hunter2secret', '-e', 'COLOUR=red'], sleeper);
  await eventually('inspected', async () => (await summaryOf(running, name))?.startedMs);
  await removeContainer(name);
  await eventually('gone', async () => (await summaryOf(running, name)) === undefined);
  for (const text of [name, id, id.slice(0, 12)]) {
    const detail = await running.client.call('containers.inspect', { id: text });
    expect(detail.summary).toMatchObject({ name, state: 'gone' });
    expect(detail.env).toContainEqual({ name: 'COLOUR', value: 'red', masked: false });
    expect(JSON.stringify(detail)).not.toContain('hunter2secret');
  }
  const runs = await running.client.call('containers.runs', { entity: `name:${name}` });
  expect(runs.map(({ containerId }) => containerId)).toEqual([id]);
  await expect(running.client.call('containers.inspect', { id: 'never-there' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

dockerTest('a published port is one mapping to a person', async () => {
  const running = await connected();
  const name = uniqueName('ports');
  await ensureBusyboxImage();
  await runContainer(name, ['-p', '0:8080', '--expose', '9000/udp'], sleeper);
  const summary = await eventually('seen', async () => {
    const now = await summaryOf(running, name);
    return now?.state === 'running' ? now : null;
  });
  expect(summary.ports).toEqual([
    { privatePort: 8080, publicPort: expect.any(Number), protocol: 'tcp', address: '0.0.0.0' },
    { privatePort: 9000, publicPort: null, protocol: 'udp', address: null },
  ]);
  expect(summary.networks).toEqual([{ name: 'bridge', address: expect.stringMatching(/^172\./) }]);
});
