import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containerDetail } from '../../../electron/engine/docker/container-detail.ts';
import {
  containerFacts,
  containerState,
  containerSummary,
} from '../../../electron/engine/docker/container-summary.ts';
import { parseDaemonEvent } from '../../../electron/engine/docker/daemon-event.ts';
import { diskUsageSums } from '../../../electron/engine/docker/disk-usage.ts';
import { JsonLines } from '../../../electron/engine/docker/json-lines.ts';
import { PullState } from '../../../electron/engine/docker/pull.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const corpus = (name: string) => JSON.parse(readCorpus(`docker-api/${name}`).toString());
const corpusTest = test.skipIf(!hasCorpus);

const listed = (more = {}) =>
  ({
    Id: 'abc',
    Names: ['/web'],
    Image: 'shop/web',
    ImageID: 'sha256:1',
    Created: 1,
    State: 'running',
    ...more,
  }) as never;

describe('lists of containers', () => {
  corpusTest('of API 1.47', () => {
    const [first] = corpus('moby-1.47-containers-json.json');
    expect(containerSummary(first, null)).toMatchObject({
      id: '8dfafdbc3a40',
      name: 'boring_feynman',
      entity: 'name:boring_feynman',
      image: 'ubuntu:latest',
      state: 'exited',
      exitCode: 0,
      createdMs: 1367854155000,
      ports: [{ privatePort: 2222, publicPort: 3333, protocol: 'tcp', address: null }],
      networks: [{ name: 'bridge', address: '172.17.0.2' }],
    });
  });

  corpusTest.each([
    'telegraf-list.json',
    'telegraf-windows_memory_stats-list.json',
    'moby-1.47-containers-json.json',
  ])('%s: every entry has an id, a name and a state', (file) => {
    for (const info of corpus(file)) {
      const summary = containerSummary(info, null);
      expect(summary.id).toBe(info.Id);
      expect(summary.name).toBe(info.Names[0].replace('/', ''));
      expect(['running', 'exited']).toContain(summary.state);
      expect(summary.ports).toHaveLength((info.Ports ?? []).length);
    }
  });
});

test.each([
  ['running', '', 'running'],
  ['Exited', '', 'exited'],
  ['configured', '', 'created'],
  ['stopped', '', 'exited'],
  [undefined, 'Up 4 hours (Paused)', 'paused'],
  [undefined, 'Up 4 hours', 'running'],
  [undefined, 'Restarting (1) 2 seconds ago', 'restarting'],
  [undefined, 'Exited (0) 3 days ago', 'exited'],
])('state %s with status "%s" is %s', (state, status, expected) => {
  expect(containerState(state, status)).toBe(expected);
});

test('a link’s name is not the container’s', () => {
  expect(containerSummary(listed({ Names: ['/web/db', '/db'] }), null).name).toBe('db');
});

test('health counts only while the container runs', () => {
  const status = 'Up 4 minutes (health: starting)';
  expect(containerSummary(listed({ Status: status }), null).health).toBe('starting');
  expect(containerSummary(listed({ Status: status, State: 'exited' }), null).health).toBeNull();
});

test('an image whose tag moved on keeps the name that was asked for', () => {
  const facts = containerFacts({ Config: { Image: 'shop/web:1' } } as never);
  expect(containerSummary(listed({ Image: 'sha256:0123456789ab' }), facts).image).toBe('shop/web:1');
  expect(containerSummary(listed(), facts).image).toBe('shop/web');
});

describe('inspect answers', () => {
  corpusTest('of API 1.25: started, finished, restarts, exit code, policy', () => {
    const inspect = corpus('moby-1.25-container-inspect.json');
    inspect.State.Running = false;
    expect(containerFacts(inspect)).toEqual({
      health: null,
      exitCode: 9,
      startedMs: Date.parse('2015-01-06T15:47:32.072Z'),
      finishedMs: Date.parse('2015-01-06T15:47:32.080Z'),
      restarts: 1,
      memoryLimited: false,
      image: 'ubuntu',
    });
    const detail = containerDetail(inspect, containerSummary(listed(), null));
    expect(detail).toMatchObject({ command: ['/bin/sh', '-c', 'exit 9'], restartPolicy: 'on-failure:2' });
    expect(detail.mounts).toEqual([
      { type: 'bind', source: 'fac362...80535', destination: '/data', readOnly: true },
    ]);
  });

  corpusTest.each(['telegraf-inspect.json', 'telegraf-windows_memory_stats-inspect_123456789.json'])(
    '%s: what is null is missing, what is odd is kept',
    (file) => {
      const inspect = corpus(file);
      expect(containerFacts(inspect)).toMatchObject({
        health: 'unhealthy',
        finishedMs: null,
        exitCode: null,
      });
      const { env } = containerDetail(inspect, containerSummary(listed(), null));
      expect(env).toHaveLength(inspect.Config.Env.length);
      expect(env).toContainEqual({ name: 'ENVVAR3', value: '=ubuntu:10.04', masked: false });
      expect(env).toContainEqual({ name: 'ENVVAR4', value: '', masked: false });
    },
  );
});

describe('events', () => {
  const events = (file: string) =>
    new JsonLines().push(readCorpus(`docker-api/${file}`)).map((line) => parseDaemonEvent(line));

  corpusTest('nanoseconds are kept to the last digit', () => {
    const [health, network] = events('otel-contrib-events.ndjson');
    expect(health).toMatchObject({
      timeUnixNano: 1699483576081311000n,
      type: 'container',
      action: 'health_status: running',
      name: 'test-container',
      entity: 'name:test-container',
    });
    expect(network).toMatchObject({ type: 'network', action: 'create', name: 'test-network' });
  });

  corpusTest('an event without timeNano has its seconds', () => {
    const [event] = events('moby-1.25-events.json');
    expect(event).toMatchObject({ timeUnixNano: 1461943101_000_000_000n, name: 'my-container' });
    expect(event?.attributes).toContainEqual(['com.example.some-label', 'some-label-value']);
  });

  corpusTest('what changes nothing is not remembered', () => {
    expect(events('cli-docker-events.ndjson').map((event) => event?.action)).toEqual([
      'create',
      'start',
      undefined,
      'die',
    ]);
  });

  test('the words of API 1.21 and of Podman mean the same', () => {
    expect(parseDaemonEvent('{"status":"die","id":"c0ffee","from":"busybox","time":5}')).toMatchObject({
      timeUnixNano: 5_000_000_000n,
      action: 'die',
      attributes: [['image', 'busybox']],
    });
    const podman =
      '{"Type":"container","Action":"died","Actor":{"ID":"c","Attributes":{"containerExitCode":"3","name":"x"}},"time":5}';
    expect(parseDaemonEvent(podman)).toMatchObject({ action: 'die', name: 'x' });
    expect(parseDaemonEvent(podman)?.attributes).toContainEqual(['exitCode', '3']);
  });

  test('a password in a label does not come into the store', () => {
    const line = JSON.stringify({
      Type: 'container',
      Action: 'start',
      Actor: { ID: 'c', Attributes: { name: 'x', 'app.password': 'hunter2', url: 'pg://a:hunter2@db/' } },
      timeNano: 1,
    });
    expect(JSON.stringify(parseDaemonEvent(line)?.attributes)).not.toContain('hunter2');
  });

  test.each(['', '{', 'null', '[]', '7', '{"Action":"start"}', '{"time":1}', '{"Action":{},"time":"x"}'])(
    'not an event: %s',
    (line) => {
      expect(parseDaemonEvent(line)).toBeNull();
    },
  );
});

test('any JSON is an event that can be stored, or none', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constant({ toString: 1 }), fc.bigInt().map(String), fc.string());
  const event = fc.record(
    { Type: odd, Action: odd, Actor: fc.record({ ID: odd, Attributes: odd }), time: odd, timeNano: odd },
    { requiredKeys: [] },
  );
  const numbers = fc.constantFrom('1e999', '-1', '99999999999999999999', '9223372036854775808', '1.5', '7');
  fc.assert(
    fc.property(event, numbers, numbers, (value, time, timeNano) => {
      const line = JSON.stringify({ Action: 'start', ...value, time: 0, timeNano: 1 })
        .replace('"time":0', `"time":${time}`)
        .replace('"timeNano":1', `"timeNano":${timeNano}`);
      for (const text of [line, JSON.stringify(value)]) {
        const parsed = parseDaemonEvent(text);
        if (parsed) expect(parsed.timeUnixNano > 0n && parsed.timeUnixNano < 2n ** 63n).toBe(true);
      }
    }),
  );
});

test('any chunking of a stream of JSON gives the same texts', () => {
  const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      values,
      fc.constantFrom('\n', '', '\r\n'),
      fc.infiniteStream(fc.nat(20)),
      (list, between, sizes) => {
        const bytes = Buffer.from(list.map((value) => JSON.stringify(value)).join(between));
        const lines = new JsonLines();
        const texts: string[] = [];
        for (let at = 0; at < bytes.length; ) {
          const next = at + 1 + (sizes.next().value ?? 0);
          texts.push(...lines.push(bytes.subarray(at, next)));
          at = next;
        }
        expect(texts.map((text) => JSON.parse(text))).toEqual(
          list.map((value) => JSON.parse(JSON.stringify(value))),
        );
      },
    ),
  );
});

test('a line without end is dropped and counted, and what follows is read', () => {
  const lines = new JsonLines();
  lines.push(Buffer.from(`{"a":"${'x'.repeat(2 ** 20)}`));
  expect(lines.tooLong).toBe(1);
  expect(lines.push(Buffer.from('{"b":1}'))).toEqual(['{"b":1}']);
});

corpusTest('disk usage is summed as docker system df does', () => {
  expect(diskUsageSums(corpus('moby-1.47-system-df.json'))).toEqual({
    imagesBytes: 1_092_588,
    imagesReclaimableBytes: 0,
    containersBytes: 0,
    volumesBytes: 10_920_104,
    buildCacheBytes: 0,
  });
  expect(diskUsageSums({})).toEqual({
    imagesBytes: null,
    imagesReclaimableBytes: null,
    containersBytes: null,
    volumesBytes: null,
    buildCacheBytes: null,
  });
});

test('pull progress keeps the newest line of each layer', () => {
  const state = new PullState();
  state.take({ status: 'Pulling from library/redis', id: '7' });
  state.take({ id: 'a1', status: 'Downloading', progressDetail: { current: 10, total: 100 } });
  state.take({ id: 'b2', status: 'Waiting' });
  state.take({ id: 'a1', status: 'Pull complete' });
  state.take({ status: 'Status: Downloaded newer image for redis:7' });
  expect(state.progress(true)).toEqual({
    layers: [
      { id: 'a1', status: 'Pull complete', currentBytes: null, totalBytes: 100 },
      { id: 'b2', status: 'Waiting', currentBytes: null, totalBytes: null },
    ],
    status: 'Status: Downloaded newer image for redis:7',
    done: true,
  });
  expect(() => state.take({ error: 'manifest unknown' })).toThrow('manifest unknown');
});
