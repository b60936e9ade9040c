import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { offsetOf } from '../../../electron/engine/scrape/loop/scrape-times.ts';
import { eventually } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { container, metricsServer, scraperWorld } from './scraper-world.ts';

const job = (name: string, addresses: string[], more = '') =>
  `scrape_configs:\n- job_name: ${name}\n  scrape_interval: 100ms\n  static_configs: [{ targets: [${addresses.map((one) => `'${one}'`).join(', ')}] }]\n${more}`;

describe('configurations', () => {
  test('of the settings are scraped by, and taken up as they change', async () => {
    const port = await metricsServer();
    const { scraper, settings, sink } = scraperWorld({ text: job('one', [`127.0.0.1:${port}`]) });
    await eventually('a scrape', () => Object.keys(sink.named('a')).length > 0);
    expect(scraper.status()).toMatchObject({
      configs: [{ origin: 'settings', state: 'loaded', jobs: 1 }],
      targets: [{ job: 'one', health: 'up', samples: 1 }],
    });
    settings.set({ text: job('two', [`127.0.0.1:${port}`]) });
    expect(scraper.status().targets).toMatchObject([{ job: 'two', health: 'unknown' }]);
    await eventually('the markers of the job that is gone', () =>
      Object.entries(sink.all()).some(
        ([key, points]) => key.startsWith('a{') && key.includes('one') && points.at(-1)?.[1] === 'stale',
      ),
    );
  });

  test('one that is broken is told with its line, and the last good one goes on', async () => {
    const port = await metricsServer();
    const { scraper, settings } = scraperWorld({ text: job('one', [`127.0.0.1:${port}`]) });
    settings.set({ text: 'scrape_configs:\n- job_name: x\n  scrape_interval: soon\n' });
    expect(scraper.status()).toMatchObject({
      configs: [
        {
          state: 'refused',
          error: { line: 3, message: 'scrape_interval: not a valid duration: "soon"' },
          jobs: 1,
        },
      ],
      targets: [{ job: 'one' }],
    });
    expect(scraper.counts()).toMatchObject({ total: 1, refused: 1 });
    expect(scraper.problems()).toMatchObject([
      {
        message: 'settings:3: scrape_interval: not a valid duration: "soon"',
        cure: 'Until it is mended, what was last right goes on.',
      },
    ]);
  });

  test('a file in a project’s folder is read again when it changes, comes or goes', async () => {
    const folder = tempDir();
    const file = join(folder, 'prometheus.yml');
    const { scraper } = scraperWorld({ files: [folder] });
    expect(scraper.status().configs).toMatchObject([
      { origin: file, state: 'refused', error: { message: 'the file does not exist' } },
    ]);
    writeFileSync(file, job('one', ['127.0.0.1:1']));
    await eventually('the file', () => scraper.status().targets[0]?.job === 'one');
    writeFileSync(file, 'scrape_configs: nonsense');
    await eventually('the broken file', () => scraper.status().configs[0]?.state === 'refused');
    expect(scraper.status().targets).toMatchObject([{ job: 'one' }]);
    writeFileSync(file, job('two', ['127.0.0.1:1']));
    await eventually('the mended file', () => scraper.status().targets[0]?.job === 'two');
    rmSync(file);
    await eventually('the file that is gone', () => scraper.status().configs[0]?.state === 'refused');
  });

  test('files that a file names are its jobs too, and watched with it', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'jobs'));
    writeFileSync(join(folder, 'jobs', 'a.yml'), job('named', ['127.0.0.1:1']));
    writeFileSync(join(folder, 'prometheus.yml'), 'scrape_config_files: ["jobs/*.yml"]\n');
    const { scraper } = scraperWorld({ files: [folder] });
    expect(scraper.status().targets).toMatchObject([{ job: 'named' }]);
    writeFileSync(join(folder, 'jobs', 'a.yml'), job('renamed', ['127.0.0.1:1']));
    await eventually('the change', () => scraper.status().targets[0]?.job === 'renamed');
  });

  test('a check answers without taking anything', () => {
    const { scraper } = scraperWorld();
    expect(scraper.check(job('x', ['127.0.0.1:1']))).toMatchObject({ state: 'loaded', jobs: 1 });
    expect(scraper.check('scrape_configs: [{ job_name: x, colour: red }]')).toMatchObject({
      state: 'refused',
      error: { message: 'field colour not found in scrape_configs', line: 1 },
    });
    expect(scraper.status().targets).toEqual([]);
  });

  test('the same configuration once more leaves its targets as they are', async () => {
    const port = await metricsServer();
    const { scraper } = scraperWorld({ text: job('one', [`127.0.0.1:${port}`]) });
    await eventually('a scrape', () => scraper.status().targets[0]?.health === 'up');
    scraper.reload();
    expect(scraper.status().targets[0]?.health).toBe('up');
  });
});

test('file_sd_configs: targets come and go with the file, and a broken one keeps them', async () => {
  const folder = tempDir();
  const file = join(folder, 'targets.json');
  writeFileSync(file, JSON.stringify([{ targets: ['127.0.0.1:1'], labels: { env: 'dev' } }]));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    'scrape_configs: [{ job_name: f, file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }] }]',
  );
  const { scraper } = scraperWorld({ files: [folder] });
  const [target] = await eventually('the target', () => {
    const { targets } = scraper.status();
    return targets.length === 1 && targets;
  });
  expect(Object.fromEntries(target!.discovered)).toMatchObject({ __meta_filepath: file, env: 'dev' });
  writeFileSync(file, '[{ "targets": "none" }]');
  await eventually(
    'the problem',
    () => scraper.status().pools.find(({ job }) => job === 'f')?.problems.length,
  );
  expect(scraper.status().pools.find(({ job }) => job === 'f')?.problems[0]).toMatch(
    /targets\.json:1: targets: expected a list/,
  );
  expect(scraper.status().targets).toHaveLength(1);
  writeFileSync(file, '[]');
  await eventually('no targets', () => scraper.status().targets.length === 0);
});

test('http_sd_configs: targets from an endpoint', async () => {
  const port = await metricsServer((_request, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end('[{"targets":["127.0.0.1:1"],"labels":{"a":"b"}}]'),
  );
  const { scraper } = scraperWorld({
    text: `scrape_configs: [{ job_name: h, http_sd_configs: [{ url: 'http://127.0.0.1:${port}/sd' }] }]`,
  });
  const [target] = await eventually('the target', () => {
    const { targets } = scraper.status();
    return targets.length === 1 && targets;
  });
  expect(Object.fromEntries(target!.labels)).toEqual({ a: 'b', instance: '127.0.0.1:1', job: 'h' });
});

describe('targets', () => {
  test('what relabelling drops is told with what it saw, and what is wrong with an address too', () => {
    const { scraper } = scraperWorld({
      text: `${job('one', ['gone:1', 'http://bad', 'kept:1'])}  relabel_configs: [{ source_labels: [__address__], regex: 'gone.*', action: drop }]\n`,
    });
    const { targets, dropped } = scraper.status();
    expect(targets.map(({ url }) => url)).toEqual(['http://kept:1/metrics']);
    expect(dropped.map(({ reason }) => reason)).toEqual([null, '"http://bad" is not a valid hostname']);
  });

  test('parameters, path, scheme and interval come out of the labels', () => {
    const { scraper } = scraperWorld({
      text: `${job('probe', ['example.org'])}  metrics_path: /probe
  params: { module: [http_2xx, second] }
  relabel_configs:
  - { source_labels: [__address__], target_label: __param_target }
  - { source_labels: [__param_target], target_label: instance }
  - { target_label: __address__, replacement: '127.0.0.1:9115' }
  - { target_label: __scrape_interval__, replacement: 7s }
`,
    });
    expect(scraper.status().targets).toMatchObject([
      {
        url: 'http://127.0.0.1:9115/probe?module=http_2xx&module=second&target=example.org',
        labels: [
          ['instance', 'example.org'],
          ['job', 'probe'],
        ],
        intervalMs: 7_000,
      },
    ]);
  });

  test('more than target_limit fails every scrape of the job', async () => {
    const port = await metricsServer();
    const { scraper, sink } = scraperWorld({
      text: `${job('many', [`127.0.0.1:${port}`, `localhost:${port}`])}  target_limit: 1\n`,
    });
    await eventually('the error', () =>
      scraper.status().targets.every(({ lastError }) => lastError !== null),
    );
    expect(scraper.status().targets[0]?.lastError).toBe(
      'target_limit exceeded (number of targets: 2, limit: 1)',
    );
    expect(sink.named('a')).toEqual({});
  });

  test('a name of a compose network reaches the published port, and the series belong to the container', async () => {
    const port = await metricsServer();
    const { scraper, docker, sink } = scraperWorld({ text: job('api', ['api:3000']) });
    docker.set(
      container({ ports: [{ privatePort: 3000, publicPort: port, protocol: 'tcp', address: '0.0.0.0' }] }),
    );
    await eventually('a scrape', () => scraper.status().targets[0]?.health === 'up');
    expect(scraper.status().targets[0]).toMatchObject({
      url: 'http://api:3000/metrics',
      entity: 'compose:shop/api/1',
    });
    const [handle] = [...sink.points.keys()].filter(({ labels }) =>
      labels.some(([, value]) => value === 'a'),
    );
    expect(handle).toMatchObject({ entity: 'compose:shop/api/1', receiver: 'scrape' });
    expect(Object.keys(sink.named('a'))).toEqual(['a{instance="api:3000",job="api"}']);
  });

  test('a container with labels is scraped while it runs', async () => {
    const port = await metricsServer();
    const { scraper, docker, sink, settings } = scraperWorld();
    const ports = [{ privatePort: 3000, publicPort: port, protocol: 'tcp', address: '127.0.0.1' }];
    docker.set(container({ ports, labels: [['prometheus.io/scrape', 'true']] }));
    const [target] = scraper.status().targets;
    expect(Object.fromEntries(target!.labels)).toEqual({
      job: 'api',
      instance: `127.0.0.1:${port}`,
      container: 'shop-api-1',
    });
    expect((await scraper.scrapeNow('containers', target!.url))?.error).toBeNull();
    expect(Object.keys(sink.named('up'))).toEqual([
      `up{container="shop-api-1",instance="127.0.0.1:${port}",job="api"}`,
    ]);
    docker.set();
    expect(scraper.status().targets).toEqual([]);
    docker.set(container({ ports, labels: [['prometheus.io/scrape', 'true']] }));
    expect(scraper.status().targets).toMatchObject([{ health: 'up' }]);
    settings.set({ containers: false });
    expect(scraper.status().targets).toEqual([]);
  });
});

test('the end of a target: a marker at the time at which the target would have been scraped again', async () => {
  const port = await metricsServer();
  const { scraper, settings, sink } = scraperWorld({ text: job('one', [`127.0.0.1:${port}`]) });
  await eventually('a scrape', () => scraper.status().targets[0]?.health === 'up');
  settings.set({ text: '' });
  const points = await eventually('the marker', () => {
    const [all] = Object.entries(sink.all()).flatMap(([key, list]) => (key.startsWith('up{') ? [list] : []));
    return all?.at(-1)?.[1] === 'stale' && all;
  });
  const [last, before] = [points.at(-1)![0], points.at(-2)![0]];
  expect(last).toBeGreaterThan(before);
  const labels = [
    ['instance', `127.0.0.1:${port}`],
    ['job', 'one'],
  ];
  const key = JSON.stringify([`http://127.0.0.1:${port}/metrics`, labels]);
  expect(last % 100).toBe(offsetOf(key, 100));
});
