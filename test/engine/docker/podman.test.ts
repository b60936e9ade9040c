import { expect } from 'vitest';
import { eventually } from '../../docker.ts';
import { podmanTest, startPodman } from '../../podman.ts';
import { connected } from './connected.ts';

podmanTest('Podman’s Docker-compatible service is followed as Docker is', async () => {
  const { host, podman, runContainer } = await startPodman();
  const running = await connected({ dockerHost: host });
  const { sources } = await running.client.call('app.status', {});
  expect(sources[0]?.detail).toMatch(/^Podman \d/);

  const id = await runContainer('worker', ['--label', 'role=w', '-e', 'API_TOKEN=hunter2'], ['sleep', '600']);
  const summaryOf = async () =>
    (await running.client.call('containers.list', {})).find((container) => container.name === 'worker');
  const up = await eventually('running', async () => {
    const summary = await summaryOf();
    return summary?.state === 'running' && summary.startedMs ? summary : null;
  });
  expect(up).toMatchObject({ id, labels: expect.arrayContaining([['role', 'w']]) });
  const detail = await running.client.call('containers.inspect', { id: 'worker' });
  expect(detail.env.find(({ name }) => name === 'API_TOKEN')).toMatchObject({ masked: true });
  expect(JSON.stringify(detail)).not.toContain('hunter2');

  await podman('kill', 'worker');
  const dead = await eventually('exited', async () => {
    const summary = await summaryOf();
    return summary?.state === 'exited' ? summary : null;
  });
  expect(dead.exitCode).toBe(137);
  await podman('rm', 'worker');
  await eventually('gone', async () => (await summaryOf()) === undefined);

  const events = await eventually('stored', async () => {
    const told = await running.client.call('events.query', { startMs: 0, endMs: Date.now() + 60_000 });
    const own = told.events.filter((event) => event.type === 'container' && event.id === id).reverse();
    return own.some(({ action }) => action === 'destroy') ? own : null;
  });
  const actions = events.map(({ action }) => action);
  for (const action of ['create', 'start', 'kill', 'die', 'destroy']) expect(actions).toContain(action);
  const die = events.find(({ action }) => action === 'die');
  expect(die?.attributes).toContainEqual(['exitCode', '137']);
});

podmanTest('images, volumes, networks and disk usage of Podman are read', async () => {
  const { host, image } = await startPodman();
  const running = await connected({ dockerHost: host });
  const images = await running.client.call('images.list', {});
  expect(images.some(({ tags }) => tags.includes(image))).toBe(true);
  expect(await running.client.call('volumes.list', {})).toEqual([]);
  // Podman calls its default network bridge on this API.
  const networks = await running.client.call('networks.list', {});
  expect(networks.map(({ name }) => name)).toContain('bridge');
  expect((await running.client.call('docker.diskUsage', {})).volumesBytes).toBe(0);
});

podmanTest('shells, processes and actions work in Podman’s containers', async () => {
  const { host, runContainer } = await startPodman();
  const running = await connected({ dockerHost: host });
  await runContainer('worker', [], ['sleep', '600']);
  const state = async () => (await running.client.call('containers.list', {}))[0]?.state;
  await eventually('running', async () => (await state()) === 'running');
  const exit = Promise.withResolvers<number | null>();
  let text = '';
  running.client.subscribe(
    'exec.session',
    { containerId: 'worker', command: ['sh', '-c', 'tty; exit 5'], columns: 80, rows: 24 },
    {
      event(event) {
        if (event.kind === 'data') text += new TextDecoder().decode(event.data);
        if (event.kind === 'exit') exit.resolve(event.exitCode);
      },
      error: exit.reject,
    },
  );
  expect(await exit.promise).toBe(5);
  expect(text).toContain('/dev/');
  const { titles, rows } = await running.client.call('containers.processes', { id: 'worker' });
  expect(titles).toContain('PID');
  expect(rows.map((row) => row.at(-1))).toContain('sleep 600');
  await running.client.call('containers.action', { id: 'worker', action: 'kill' });
  await eventually('exited', async () => (await state()) === 'exited');
  await running.client.call('containers.action', { id: 'worker', action: 'remove' });
  await eventually('gone', async () => (await state()) === undefined);
});
