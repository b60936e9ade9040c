import pino from 'pino';
import { expect, onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import type { SessionTimings } from '../../../electron/engine/docker/daemon-session.ts';
import { DockerCollector } from '../../../electron/engine/docker/docker-collector.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { dockerdTest, type PrivateDockerd, startDockerd } from '../../private-dockerd.ts';
import { startProxy } from '../../socket-proxy.ts';
import { tempDir } from '../../temp-dir.ts';

const logger = pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' });

interface Collected {
  collector: DockerCollector;
  store: Store;
  states: string[];
  events(type?: string): Promise<ContainerEvent[]>;
}

async function collect(host: string, timings: Partial<SessionTimings> = {}): Promise<Collected> {
  const store = await Store.open(tempDir(), false, logger);
  const collector = new DockerCollector({
    store,
    counters: new Counters(systemClock),
    clock: systemClock,
    logger,
    machine: { platform: 'linux', env: {}, home: '/', tmpDir: '/tmp', readFile: () => null },
    dockerHost: async () => host,
    timings,
  });
  onTestFinished(async () => {
    collector.dispose();
    await store.close();
  });
  const states: string[] = [];
  collector.onStatus.on(({ state }) => states.at(-1) !== state && states.push(state));
  await eventually('connected', () => collector.status.state === 'connected', 30_000);
  const all = { start: 0n, end: 2n ** 63n - 1n, limit: 10_000 };
  return {
    collector,
    store,
    states,
    events: async (type = 'container') =>
      (await store.read('events.query', { ...all, types: [type] })).reverse(),
  };
}

const stateOf = ({ collector }: Collected, name: string) =>
  [...collector.containers.values()].find((container) => container.name === name)?.state;

const actionsOf = async (collected: Collected, name: string) =>
  (await collected.events()).filter((event) => event.name === name).map(({ action }) => action);

dockerTest('what happened while the connection was lost is there after it is back, once', async () => {
  const proxy = await startProxy();
  const collected = await collect(proxy.host);
  const name = uniqueName('cut');
  await runContainer(name, [], ['sleep', '600']);
  await eventually('running', () => stateOf(collected, name) === 'running');
  proxy.cut();
  await eventually('told', () => collected.collector.status.state === 'unavailable');
  expect(collected.collector.status).toMatchObject({ running: 0, total: 0, cure: expect.any(String) });
  expect(collected.collector.containers.size).toBe(0);
  await docker('kill', name);
  await proxy.restore();
  await eventually('seen', () => stateOf(collected, name) === 'exited');
  await eventually('filled', async () => (await actionsOf(collected, name)).includes('die'));
  expect(await actionsOf(collected, name)).toEqual(['create', 'start', 'kill', 'die']);
  expect(await collected.events('trivet')).toEqual([]);
});

dockerTest('a daemon that is stopped is noticed by its silence, and found again', async () => {
  const proxy = await startProxy();
  const collected = await collect(proxy.host, { pingEveryMs: 100, answerWithinMs: 500 });
  proxy.stall();
  await eventually('noticed', () => collected.collector.status.state !== 'connected');
  proxy.cut();
  await proxy.restore();
  await eventually('found', () => collected.collector.status.state === 'connected');
});

dockerTest('an event stream that hangs is replaced, and what it owed is looked up', async () => {
  const proxy = await startProxy();
  const collected = await collect(proxy.host, { reconcileEveryMs: 500, streamGraceMs: 300 });
  const connections = proxy.requests.get('/version') ?? 0;
  proxy.muteEvents(true);
  const name = uniqueName('mute');
  await runContainer(name, [], ['sleep', '600']);
  await eventually('listed without an event', () => stateOf(collected, name) === 'running');
  await eventually('looked back', async () => (await actionsOf(collected, name)).includes('start'));
  await eventually('connected anew', () => (proxy.requests.get('/version') ?? 0) > connections);
});

dockerTest('a guarded socket that refuses events and info is listed all the same', async () => {
  const proxy = await startProxy();
  proxy.refuse(['/events', '/info']);
  const collected = await collect(proxy.host, { pingEveryMs: 200 });
  const name = uniqueName('guard');
  await runContainer(name, [], ['sleep', '600']);
  await eventually('listed', () => stateOf(collected, name) === 'running');
  await docker('kill', name);
  await eventually('listed again', () => stateOf(collected, name) === 'exited');
  expect(collected.states).not.toContain('unavailable');
});

const CAREFUL = { pingEveryMs: 200, answerWithinMs: 3_000 };

const stateTold = ({ collector }: Collected, state: string) =>
  eventually(state, () => collector.status.state === state, 30_000);

const runIn = (dockerd: PrivateDockerd, name: string, ...args: string[]) =>
  dockerd.docker(
    ...['run', '-d', '--network', 'none', '--stop-timeout', '1', '--name', name, ...args],
    ...[dockerd.image, 'sleep', '600'],
  );

dockerdTest(
  'after a restart of the daemon the state equals docker ps, and the gap is told',
  async () => {
    const dockerd = await startDockerd();
    const collected = await collect(dockerd.host, CAREFUL);
    await runIn(dockerd, 'stays', '--restart', 'always');
    await runIn(dockerd, 'ends');
    await eventually('both run', () => stateOf(collected, 'ends') === 'running');
    await eventually('stored', async () => (await actionsOf(collected, 'ends')).includes('start'));
    await dockerd.stop();
    await stateTold(collected, 'unavailable');
    await dockerd.start();
    await eventually(
      'back',
      () => stateOf(collected, 'stays') === 'running' && stateOf(collected, 'ends') === 'exited',
    );
    const listed = await dockerd.docker('ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.State}}');
    const known = [...collected.collector.containers.values()].map(({ id, state }) => `${id} ${state}`);
    expect(known.sort()).toEqual(listed.split('\n').sort());
    const [gap] = await eventually('gap stored', async () => {
      const told = await collected.events('trivet');
      return told.length > 0 && told;
    });
    expect(gap).toMatchObject({ action: 'gap' });
    await dockerd.docker('kill', 'stays');
    await eventually('followed again', async () =>
      (await actionsOf(collected, 'stays')).slice(-2).includes('die'),
    );
  },
  120_000,
);

dockerdTest(
  'a daemon that hangs is told, and followed again once it goes on',
  async () => {
    const dockerd = await startDockerd();
    const collected = await collect(dockerd.host, CAREFUL);
    await runIn(dockerd, 'worker');
    await eventually('running', () => stateOf(collected, 'worker') === 'running');
    dockerd.signal('SIGSTOP');
    await eventually('lost', () => collected.collector.status.state !== 'connected', 30_000);
    dockerd.signal('SIGCONT');
    await stateTold(collected, 'connected');
    await dockerd.docker('rm', '-f', 'worker');
    await eventually('followed again', () => stateOf(collected, 'worker') === undefined);
  },
  120_000,
);
