import { expect } from 'vitest';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { startProxy } from '../../socket-proxy.ts';
import { connected } from './connected.ts';

dockerTest('events come live, each once, in the order in which they happened', async () => {
  const { client } = await connected();
  const seen: ContainerEvent[] = [];
  client.subscribe('events.live', {}, { event: ({ events }) => void seen.push(...events) });
  const name = uniqueName('live');
  await runContainer(name, [], ['true']);
  const own = () => seen.filter((event) => event.name === name).map(({ action }) => action);
  await eventually('died', () => own().includes('die'));
  expect(own()).toEqual(['create', 'start', 'die']);
});

dockerTest('a changed docker host takes effect at once', async () => {
  const [first, second] = [await startProxy(), await startProxy()];
  const { client } = await connected();
  const endpoint = async () => (await client.call('app.status', {})).sources[0];
  for (const proxy of [first, second]) {
    await client.call('settings.set', { settings: { dockerHost: proxy.host } });
    await eventually('there', async () => {
      const source = await endpoint();
      return source?.endpoint === proxy.host && source.state === 'connected';
    });
  }
  await client.call('settings.set', { settings: { dockerHost: 'unix:///nowhere/d.sock' } });
  await eventually('told', async () => (await endpoint())?.state === 'unavailable');
  await client.call('settings.set', { settings: { dockerHost: null } });
  await eventually('back', async () => (await endpoint())?.state === 'connected');
});
