import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  docker,
  dockerMissing,
  dockerTest,
  ensureBusyboxImage,
  eventually,
  removeContainer,
  uniqueName,
} from '../../docker.ts';
import { startEngine, type TestEngine } from '../test-engine.ts';

/** Real containers that serve a file with busybox' httpd, found in every way that there is. */

const METRICS = '# TYPE shop_orders_total counter\nshop_orders_total 3\n';
/** A static file has no type of its own: .txt makes it text/plain. */
const SERVE = `mkdir -p /tmp/www && printf '${METRICS.replaceAll('\n', '\\n')}' > /tmp/www/metrics.txt && cp /tmp/www/metrics.txt /tmp/www/metrics && exec httpd -f -p 8080 -h /tmp/www`;

const service = uniqueName('api');
const project = uniqueName('shop');
const names = {
  labelled: uniqueName('labelled'),
  composed: uniqueName('composed'),
  plain: uniqueName('plain'),
};

beforeAll(async () => {
  if (dockerMissing) return;
  const image = await ensureBusyboxImage();
  const run = (name: string, args: string[]) =>
    docker('run', '-d', '--name', name, ...args, image, 'sh', '-c', SERVE);
  await Promise.all([
    run(names.labelled, [
      '--label',
      'prometheus.io/scrape=true',
      '--label',
      'prometheus.io/port=8080',
      '--label',
      'prometheus.io/path=/metrics.txt',
      '--publish',
      '127.0.0.1::8080',
    ]),
    run(names.composed, [
      '--label',
      `com.docker.compose.project=${project}`,
      '--label',
      `com.docker.compose.service=${service}`,
    ]),
    run(names.plain, ['--publish', '127.0.0.1::8080']),
  ]);
}, 120_000);

afterAll(async () => {
  if (!dockerMissing) await Promise.all(Object.values(names).map(removeContainer));
}, 60_000);

async function scrape(world: TestEngine, text: string): Promise<void> {
  const { settings } = await world.client.call('settings.get', {});
  await world.client.call('settings.set', { settings: { scrape: { ...settings.scrape, text } } });
}

const targetsOf = async ({ client }: TestEngine, fits: (labels: Record<string, string>) => boolean) => {
  const { targets } = await client.call('scrape.status', {});
  return targets.filter(({ labels }) => fits(Object.fromEntries(labels)));
};

describe('containers are scraped', () => {
  dockerTest('by their labels: as soon as they run, at the port published on this machine', async () => {
    const world = await startEngine({ docker: 'on' });
    const mine = (labels: Record<string, string>) => labels.container === names.labelled;
    const [target] = await eventually('the target', async () => {
      const found = await targetsOf(world, mine);
      return found.length > 0 && found;
    });
    const published = await docker('port', names.labelled, '8080/tcp');
    expect(target).toMatchObject({ url: `http://${published}/metrics.txt`, origin: 'containers' });
    expect(target!.entity).toBe(`name:${names.labelled}`);
    const result = await world.client.call('scrape.now', { job: 'containers', url: target!.url });
    expect(result).toEqual({ ok: true, error: null, samples: 1 });
    await docker('stop', '-t', '0', names.labelled);
    await eventually('the end', async () => (await targetsOf(world, mine)).length === 0);
    await docker('start', names.labelled);
    await eventually('its return', async () => (await targetsOf(world, mine)).length === 1);
  });

  dockerTest('by docker_sd_configs, and by a compose service’s name from outside its network', async () => {
    const world = await startEngine({ docker: 'on' });
    await scrape(
      world,
      `scrape_configs:
- job_name: sd
  scrape_interval: 1s
  metrics_path: /metrics.txt
  docker_sd_configs: [{ host: 'unix:///var/run/docker.sock', port: 8080, refresh_interval: 1s }]
  relabel_configs:
  - { source_labels: [__meta_docker_container_name], regex: /${names.composed}, action: keep }
  - { source_labels: [__meta_docker_container_label_com_docker_compose_service], target_label: service }
- job_name: by-name
  scrape_interval: 1s
  metrics_path: /metrics.txt
  static_configs: [{ targets: ['${service}:8080'] }]
`,
    );
    const targets = await eventually('both up', async () => {
      const found = await targetsOf(world, ({ job }) => job === 'sd' || job === 'by-name');
      return found.length === 2 && found.every(({ health }) => health === 'up') && found;
    });
    expect(targets.map(({ entity }) => entity)).toEqual(Array(2).fill(`compose:${project}/${service}/1`));
    const [sd] = targets;
    expect(Object.fromEntries(sd!.labels)).toMatchObject({ job: 'sd', service });
    const answer = await eventually('the samples', async () => {
      const found = await world.client.call('promql.instant', {
        expr: 'shop_orders_total{job=~"sd|by-name"}',
        timeMs: Date.now(),
      });
      return found.type === 'vector' && found.samples.length === 2 && found;
    });
    expect(answer.type === 'vector' && answer.samples.map(({ value }) => value)).toEqual([3, 3]);
  });

  dockerTest('by one click where a published port answers, and still after it was made anew', async () => {
    const world = await startEngine({ docker: 'on' });
    const mine = ({ container }: { container: string }) => container === names.plain;
    const offer = await eventually('the offer', async () => {
      const { offers } = await world.client.call('scrape.status', {});
      return offers.find(mine);
    });
    expect(offer).toMatchObject({ entity: `name:${names.plain}`, families: 1 });
    const taken = await world.client.call('scrape.answerOffer', {
      entity: offer.entity,
      url: offer.url,
      take: true,
    });
    expect(taken.offers.filter(mine)).toEqual([]);
    const find = () => targetsOf(world, ({ container }) => container === names.plain);
    expect(await find()).toHaveLength(1);
    await docker('restart', '-t', '0', names.plain);
    const published = await docker('port', names.plain, '8080/tcp');
    await eventually(
      'the target at its new port',
      async () => (await find())[0]?.url === `http://${published}/metrics`,
    );
  });
});
