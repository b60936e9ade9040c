import { truncateSync } from 'node:fs';
import Dockerode from 'dockerode';
import { expect } from 'vitest';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { podmanTest, startPodman } from '../../podman.ts';
import { collectOne } from './collect-one.ts';
import { connected } from './connected.ts';
import { bodiesOf, storedLines } from './stored-lines.ts';

const sh = (script: string) => ['sh', '-c', script];

dockerTest('stdout and stderr are followed and told apart', async () => {
  const engine = await connected();
  const name = uniqueName('mux');
  await runContainer(
    name,
    [],
    sh('echo out; sleep 0.1; echo err >&2; sleep 0.1; echo "level=warn last"; sleep 60'),
  );
  const rows = await eventually('three lines', async () => {
    const found = await storedLines(engine, name);
    return found.length >= 3 ? found : null;
  });
  expect(rows.map(({ body, stream, severityText }) => [body, stream, severityText])).toEqual([
    ['out', 'stdout', ''],
    ['err', 'stderr', ''],
    ['level=warn last', 'stdout', 'WARN'],
  ]);
  const times = (await docker('logs', '-t', name)).split('\n').map((line) => line.split(' ')[0] as string);
  const nanos = (time: string) =>
    BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1_000_000n + BigInt(time.slice(20, 29));
  expect(rows[0]?.timeUnixNano).toBe(nanos(times[0] as string));
});

dockerTest('a console is one stream; long lines, binary and a missing newline survive', async () => {
  const name = uniqueName('tty');
  const script = `head -c 40000 /dev/zero | tr '\\0' x; echo; printf 'caf\\351\\000!\\n'; printf last`;
  await runContainer(name, ['-t'], sh(script));
  await docker('wait', name);
  const engine = await connected();
  const rows = await eventually('three lines', async () => {
    const found = await storedLines(engine, name);
    return found.length >= 3 ? found : null;
  });
  expect(rows.map(({ stream }) => stream)).toEqual(['console', 'console', 'console']);
  expect(rows[0]?.body).toBe('x'.repeat(40_000));
  expect(rows[1]?.body).toBe('caf\ufffd\0!');
  expect(rows[2]?.body).toBe('last');
});

dockerTest('bytes that are no text are kept where the logging driver keeps them', async () => {
  const name = uniqueName('binary');
  await runContainer(name, ['--log-driver', 'local'], sh(`printf 'caf\\351\\000!\\n'`));
  const engine = await connected();
  const rows = await eventually('the line', async () => {
    const found = await storedLines(engine, name);
    return found.length > 0 ? found : null;
  });
  expect(bodiesOf(rows)).toEqual(['caf\ufffd\0!']);
  expect(rows[0]?.attributes).toEqual([['log.invalid_utf8', true]]);
});

dockerTest('a line of 10 MB is cut, marked and counted; what follows is whole', async () => {
  const name = uniqueName('long');
  await runContainer(name, [], sh(`head -c 10000000 /dev/zero | tr '\\0' y; echo; echo after`));
  const engine = await connected();
  const rows = await eventually('both lines', async () => {
    const found = await storedLines(engine, name);
    return found.length >= 2 ? found : null;
  });
  expect(rows.map(({ body, truncated }) => [body.length, truncated])).toEqual([
    [262_144, true],
    [5, false],
  ]);
  const { dropped } = await engine.client.call('app.status', {});
  expect(dropped).toContainEqual({ receiver: 'docker', signal: 'logs', cause: 'limit', items: 1 });
});

dockerTest(
  'what was logged while Trivet was away comes once, and ended containers are read to their end',
  async () => {
    const name = uniqueName('away');
    await runContainer(
      name,
      [],
      sh('i=0; while [ $i -lt 400 ]; do echo line $i; i=$((i+1)); sleep 0.005; done'),
    );
    const first = await connected();
    await eventually('some lines', async () => (await storedLines(first, name)).length > 20);
    await first.stop();
    await docker('wait', name);
    const second = await connected({ dataDir: first.dataDir });
    const expected = Array.from({ length: 400 }, (_, i) => `line ${i}`);
    await eventually('all lines', async () => (await storedLines(second, name)).length >= 400);
    expect(bodiesOf(await storedLines(second, name))).toEqual(expected);
    await docker('start', '-a', name);
    await eventually('the second run', async () => (await storedLines(second, name)).length >= 800);
    expect(bodiesOf(await storedLines(second, name))).toEqual([...expected, ...expected]);
  },
);

dockerTest('lines that the daemon rotated away leave a gap that is shown', async () => {
  const name = uniqueName('rotate');
  const options = ['--log-driver', 'json-file', '--log-opt', 'max-size=10k', '--log-opt', 'max-file=2'];
  const print = 'for i in $(seq 1 20); do echo early $i; done; while [ ! -e /go ]; do sleep 0.1; done;';
  await runContainer(name, options, sh(`${print} for i in $(seq 1 5000); do echo late $i; done; sleep 60`));
  const first = await connected();
  await eventually('the early lines', async () => (await storedLines(first, name)).length === 20);
  await first.stop();
  await docker('exec', name, 'touch', '/go');
  await eventually('the late lines', async () => (await docker('logs', '--tail', '1', name)) === 'late 5000');
  const second = await connected({ dataDir: first.dataDir });
  const rows = await eventually('the last line', async () => {
    const found = await storedLines(second, name);
    return found.at(-1)?.body === 'late 5000' ? found : null;
  });
  const gap = rows.findIndex(({ stream }) => stream === 'system');
  expect(gap).toBe(20);
  expect(rows[gap]?.attributes).toContainEqual(['trivet.gap', true]);
  expect(rows.length).toBeLessThan(5020);
  const late = bodiesOf(rows.slice(gap + 1)).map((body) => Number(body.split(' ')[1]));
  expect(late).toEqual(Array.from({ length: late.length }, (_, i) => 5000 - late.length + 1 + i));
  await eventually('the gap among the events', async () => {
    const { events } = await second.client.call('events.query', { startMs: 0, endMs: Date.now() + 60_000 });
    return events.some((event) => event.action === 'log_gap' && event.name === name);
  });
});

dockerTest('a logging driver that keeps nothing is stated once', async () => {
  const name = uniqueName('none');
  await runContainer(name, ['--log-driver', 'none'], sh('echo unseen; sleep 60'));
  const first = await connected();
  const rows = await eventually('the note', async () => {
    const found = await storedLines(first, name);
    return found.length > 0 ? found : null;
  });
  expect(rows.map(({ stream }) => stream)).toEqual(['system']);
  expect(rows[0]?.body).toMatch(/logging driver "none"/);
  await first.stop();
  const second = await connected({ dataDir: first.dataDir });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await storedLines(second, name)).toHaveLength(1);
});

dockerTest('the tail shows committed lines that match, and only those', async () => {
  const engine = await connected();
  const name = uniqueName('tail');
  const seen: LogRow[] = [];
  const tail = engine.client.subscribe(
    'logs.tail',
    { query: 'keep', entities: [`name:${name}`] },
    {
      event: ({ records }) => {
        seen.push(...records);
      },
    },
  );
  await runContainer(name, [], sh('echo keep 1; echo drop; echo "KEEP 2"; sleep 60'));
  await eventually('both lines', () => seen.length === 2);
  expect(bodiesOf(seen)).toEqual(['keep 1', 'KEEP 2']);
  const stored = await storedLines(engine, name);
  expect(seen.map(({ id }) => id)).toEqual([stored[0]?.id, stored[2]?.id]);
  tail.dispose();
});

dockerTest('a log whose file was truncated is followed on', async () => {
  const name = uniqueName('truncated');
  const script = 'i=0; while true; do i=$((i+1)); echo line $i; sleep 0.05; done';
  const { id } = await runContainer(name, [], sh(script));
  const [info] = JSON.parse(await docker('inspect', name)) as [{ LogPath: string }];
  const { rows } = await collectOne(new Dockerode(), { id, name }, { watchEveryMs: 300 });
  const last = async () => Number(/line (\d+)/.exec((await rows()).at(-1)?.body ?? '')?.[1] ?? 0);
  await eventually('some lines', async () => (await last()) > 10);
  truncateSync(info.LogPath);
  const truncatedAt = await last();
  await eventually('lines behind the truncation', async () => (await last()) > truncatedAt + 40, 30_000);
  const numbers = (await rows()).filter(({ stream }) => stream === 'stdout').map(({ body }) => body);
  expect(new Set(numbers).size).toBe(numbers.length);
});

dockerTest('the last words of a container that removes itself are stored', async () => {
  const engine = await connected();
  const name = uniqueName('gone');
  await runContainer(name, ['--rm'], sh('echo hello; sleep 1; echo bye'));
  await eventually('both lines', async () => (await storedLines(engine, name)).length === 2);
  expect(bodiesOf(await storedLines(engine, name))).toEqual(['hello', 'bye']);
});

podmanTest('logs come from Podman, too', async () => {
  const podman = await startPodman();
  await podman.runContainer('talker', [], sh('echo out; echo err >&2; sleep 60'));
  const engine = await connected({ dockerHost: podman.host });
  const rows = await eventually('both lines', async () => {
    const found = await storedLines(engine, 'talker');
    return found.length >= 2 ? found : null;
  });
  expect(rows.map(({ body, stream }) => `${stream}: ${body}`).sort()).toEqual(['stderr: err', 'stdout: out']);
  await engine.stop();
  const again = await connected({ dockerHost: podman.host, dataDir: engine.dataDir });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await storedLines(again, 'talker')).toHaveLength(2);
});
