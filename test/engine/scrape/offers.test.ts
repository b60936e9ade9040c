import { expect, onTestFinished, test } from 'vitest';
import { Offers } from '../../../electron/engine/scrape/offers/offers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { eventually } from '../../docker.ts';
import { container, metricsServer, TestSettings, testDocker } from './scraper-world.ts';

const EXPOSITION = '# TYPE a counter\na 1\n# TYPE b gauge\nb{x="1"} 1\nb{x="2"} 1\n';

async function world(type = 'text/plain; version=0.0.4', body = EXPOSITION) {
  let asked = 0;
  const port = await metricsServer((_request, response) => {
    asked++;
    response.setHeader('content-type', type).end(body);
  });
  const docker = testDocker();
  const settings = new TestSettings();
  const taken = new Set<string>();
  const offers = new Offers({
    docker: docker.source,
    settings,
    version: '0.0.0',
    probes: true,
    isScraped: (entity) => taken.has(entity),
    waitMs: 1,
  });
  onTestFinished(() => offers.dispose());
  const running = (more: Partial<ContainerSummary> = {}) =>
    container({
      ports: [{ privatePort: 3000, publicPort: port, protocol: 'tcp', address: '0.0.0.0' }],
      ...more,
    });
  return { docker, settings, offers, taken, running, port, asked: () => asked };
}

test('a running container whose published port answers is offered, with how many metrics it has', async () => {
  const { docker, offers, running, port } = await world();
  docker.set(running());
  await eventually('the offer', () => offers.offers.length > 0);
  expect(offers.offers).toEqual([
    {
      entity: 'compose:shop/api/1',
      container: 'shop-api-1',
      url: `http://127.0.0.1:${port}/metrics`,
      families: 2,
    },
  ]);
  docker.set(running({ state: 'exited' }));
  expect(offers.offers).toEqual([]);
});

test('each start is asked once', async () => {
  const { docker, offers, running, asked } = await world();
  docker.set(running());
  await eventually('the offer', () => offers.offers.length > 0);
  docker.set(running({ health: 'healthy' }));
  docker.set(running({ health: null }));
  docker.set(running({ startedMs: 5 }));
  await eventually('the second start', () => asked() === 2);
  expect(offers.probed).toBe(2);
});

test.each<[string, string, string]>([
  ['a web page', 'text/html', EXPOSITION],
  ['JSON', 'application/json', '{"a":1}'],
  ['nothing in it', 'text/plain', '# only a comment\n'],
  ['plain words', 'text/plain', 'not found here\n'],
])('%s is no offer', async (_what, type, body) => {
  const { docker, offers, running, asked } = await world(type, body);
  docker.set(running());
  await eventually('the question', () => asked() === 1 && offers.probed === 1);
  expect(offers.offers).toEqual([]);
});

test('nothing is asked of ports that others reach, of containers with labels, or when it is switched off', async () => {
  const { docker, offers, running, asked, settings } = await world();
  const port = running().ports[0]!;
  docker.set(
    running({ id: 'a', ports: [{ ...port, address: '192.0.2.1' }] }),
    running({ id: 'b', ports: [{ ...port, publicPort: null }] }),
    running({ id: 'c', ports: [{ ...port, protocol: 'udp' }] }),
    running({ id: 'd', labels: [['prometheus.io/scrape', 'false']] }),
  );
  settings.set({ probe: false });
  docker.set(running({ id: 'e' }));
  settings.set({ probe: true });
  // The one that may be asked is asked last: by then the others would have been.
  await eventually('the question', () => offers.offers.length === 1);
  expect(asked()).toBe(1);
});

test('what is scraped, taken or declined is offered no more', async () => {
  const { docker, offers, running, settings, taken } = await world();
  docker.set(running());
  const [offer] = await eventually('the offer', () => offers.offers.length > 0 && offers.offers);
  const place = offers.place(offer!.entity, offer!.url)!;
  expect(place).toEqual({ entity: 'compose:shop/api/1', port: 3000, path: '/metrics' });
  settings.set({ declined: [place] });
  expect(offers.offers).toEqual([]);
  settings.set({ declined: [], taken: [place] });
  expect(offers.offers).toEqual([]);
  settings.set({ taken: [] });
  expect(offers.offers).toHaveLength(1);
  taken.add(offer!.entity);
  expect(offers.offers).toEqual([]);
});
