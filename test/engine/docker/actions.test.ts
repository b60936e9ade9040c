import { expect } from 'vitest';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import type { TestEngine } from '../test-engine.ts';
import { connected } from './connected.ts';

async function container(running: TestEngine, args: string[] = []): Promise<string> {
  const name = uniqueName('act');
  await runContainer(name, args, ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done']);
  await eventually('running', async () => (await stateOf(running, name)) === 'running');
  return name;
}

const stateOf = async ({ client }: TestEngine, name: string) =>
  (await client.call('containers.list', {})).find((one) => one.name === name)?.state;

dockerTest('each action is done, seen and written to the audit log', async () => {
  const running = await connected();
  const name = await container(running);
  const act = (action: 'stop', more = {}) =>
    running.client.call('containers.action', { id: name, action, ...more });
  const steps: [action: string, state: string | undefined][] = [
    ['pause', 'paused'],
    ['unpause', 'running'],
    ['restart', 'running'],
    ['stop', 'exited'],
    ['start', 'running'],
    ['kill', 'exited'],
    ['remove', undefined],
  ];
  for (const [action, state] of steps) {
    await act(action as 'stop');
    await eventually(`${action} seen`, async () => (await stateOf(running, name)) === state);
  }
  const log = await running.client.call('audit.list', {});
  expect(log.map(({ action }) => action).reverse()).toEqual(steps.map(([action]) => action));
  expect(log.every(({ outcome, target }) => outcome === 'ok' && target === name)).toBe(true);
});

dockerTest('what the daemon refuses is told in its words, and is in the audit log too', async () => {
  const running = await connected();
  const name = await container(running);
  const refused = running.client.call('containers.action', { id: name, action: 'remove' });
  await expect(refused).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('running'),
  });
  const [entry] = await running.client.call('audit.list', {});
  expect(entry).toMatchObject({ action: 'remove', target: name, outcome: 'failed' });
  await running.client.call('containers.action', { id: name, action: 'remove', force: true });
});

dockerTest('starting what runs already is no failure', async () => {
  const running = await connected();
  const name = await container(running);
  await expect(running.client.call('containers.action', { id: name, action: 'start' })).resolves.toEqual({});
});

dockerTest('a container is found by id, its beginning and name, and by nothing else', async () => {
  const running = await connected();
  const name = await container(running);
  const id = await docker('inspect', '-f', '{{.Id}}', name);
  for (const text of [id, id.slice(0, 12), name, `name:${name}`]) {
    expect((await running.client.call('containers.inspect', { id: text })).summary.id).toBe(id);
  }
  for (const text of ['', name.slice(0, 8), '../images', 'a b']) {
    await expect(running.client.call('containers.inspect', { id: text })).rejects.toThrow();
  }
});

dockerTest('variables are masked until revealed one by one, each reveal written down', async () => {
  const running = await connected();
  const name = await container(running, [
    '-e',
    'DB_PASSWORD=hunter2',
    '-e',
    'URL=amqp://a:b=c@mq/',
    '-e',
    'X=1',
  ]);
  const detail = await running.client.call('containers.inspect', { id: name });
  const shown = new Map(detail.env.map((variable) => [variable.name, variable]));
  expect(shown.get('DB_PASSWORD')).toMatchObject({ value: null, masked: true });
  expect(shown.get('URL')).toMatchObject({ value: null, masked: true });
  expect(shown.get('X')).toMatchObject({ value: '1', masked: false });
  expect(JSON.stringify(detail)).not.toMatch(/hunter2|a:b=c/);
  const reveal = (variable: string) =>
    running.client.call('containers.revealEnv', { id: name, name: variable });
  expect(await reveal('DB_PASSWORD')).toEqual({ value: 'hunter2' });
  expect(await reveal('URL')).toEqual({ value: 'amqp://a:b=c@mq/' });
  await expect(reveal('NONE')).rejects.toMatchObject({ code: 'not_found' });
  const log = await running.client.call('audit.list', {});
  expect(log.map(({ action, detail: what, outcome }) => [action, what.split(':')[0], outcome])).toEqual([
    ['reveal variable', 'NONE', 'failed'],
    ['reveal variable', 'URL', 'ok'],
    ['reveal variable', 'DB_PASSWORD', 'ok'],
  ]);
  expect(JSON.stringify(log)).not.toContain('hunter2');
});

dockerTest('limits, mounts and restart policy are told', async () => {
  const running = await connected();
  const name = await container(running, [
    ...['--cpus', '1.5', '--memory', '32m', '--restart', 'on-failure:3', '--user', '1000', '-w', '/tmp'],
    ...['--tmpfs', '/scratch', '-v', '/etc/hostname:/host:ro'],
  ]);
  expect(await running.client.call('containers.inspect', { id: name })).toMatchObject({
    cpuLimitCores: 1.5,
    memoryLimitBytes: 32 * 2 ** 20,
    restartPolicy: 'on-failure:3',
    user: '1000',
    workingDir: '/tmp',
    mounts: [{ type: 'bind', source: '/etc/hostname', destination: '/host', readOnly: true }],
  });
});

dockerTest('processes come with their titles', async () => {
  const running = await connected();
  const name = await container(running);
  const { titles, rows } = await running.client.call('containers.processes', { id: name });
  expect(titles).toContain('PID');
  expect(rows.some((row) => row.at(-1)?.includes('trap'))).toBe(true);
});

dockerTest('without a daemon every call says why and what to do', async () => {
  const { startEngine } = await import('../test-engine.ts');
  const running = await startEngine({ dockerHost: 'unix:///nowhere/docker.sock' });
  await eventually('told', async () => {
    const [docker] = (await running.client.call('app.status', {})).sources;
    return docker?.state === 'unavailable';
  });
  await expect(running.client.call('images.list', {})).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('/nowhere/docker.sock'),
    cure: expect.stringContaining('Start'),
  });
});
