import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Dockerode from 'dockerode';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { frame, stamp } from '../log-frames.ts';
import { openStore } from '../open-store.ts';
import { collectOne } from './collect-one.ts';

const T = 1_778_750_813_000_000_000n;
const container = { id: 'c'.repeat(64), name: 'api' };

const lineFrame = (time: bigint, text: string) =>
  frame(1, Buffer.concat([stamp(time), Buffer.from(`${text}\n`)]));

/** The daemon's own parameter as nanoseconds. */
const nanos = (since: string) => BigInt(since.replace('.', ''));

interface LogCall {
  follow: boolean;
  since: string | null;
  tail: string | null;
  /** Of the calls that follow, from 0. */
  nth: number;
}

/** A daemon whose log streams misbehave as the test wants. */
async function standIn(
  answer: (call: LogCall, response: ServerResponse) => void,
  state: () => object = () => ({ Running: true, FinishedAt: '0001-01-01T00:00:00Z' }),
): Promise<{ docker: Dockerode; calls: LogCall[] }> {
  const calls: LogCall[] = [];
  let follows = 0;
  const server: Server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '', 'http://daemon');
    if (url.pathname.endsWith('/json')) {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          State: state(),
          Config: { Tty: false },
          HostConfig: { LogConfig: { Type: 'json-file' } },
        }),
      );
      return;
    }
    const follow = url.searchParams.get('follow') === 'true';
    const call = {
      follow,
      since: url.searchParams.get('since'),
      tail: url.searchParams.get('tail'),
      nth: follow ? follows++ : -1,
    };
    calls.push(call);
    answer(call, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { docker: new Dockerode({ host: '127.0.0.1', port, protocol: 'http' }), calls };
}

test('a follow that hangs is found out and begun again where it stopped', async () => {
  const all = ['one', 'two', 'three'].map((text, i) => ({ time: T + BigInt(i) * 1_000_000n, text }));
  const { docker, calls } = await standIn(({ follow, nth, since }, response) => {
    const asked = all.filter(({ time }) => time >= nanos(since ?? '0.000000000'));
    const given = follow ? asked.slice(0, nth === 0 ? 2 : 3) : all.slice(-1);
    const frames = Buffer.concat(given.map(({ time, text }) => lineFrame(time, text)));
    if (follow) response.write(frames);
    else response.end(frames);
  });
  const { rows } = await collectOne(docker, container, { watchEveryMs: 100 });
  await eventually('the third line', async () => (await rows()).length === 3);
  expect((await rows()).map(({ body }) => body)).toEqual(['one', 'two', 'three']);
  expect(nanos(calls.find(({ nth }) => nth === 1)?.since ?? '')).toBeGreaterThanOrEqual(T - 1000n);
});

test('a quiet container is not taken for a hanging one', async () => {
  const { docker, calls } = await standIn(({ follow }, response) => {
    if (follow) response.write(lineFrame(T, 'only'));
    else response.end(lineFrame(T, 'only'));
  });
  await collectOne(docker, container, { watchEveryMs: 50 });
  await eventually('asked twice', () => calls.filter(({ tail }) => tail === '1').length >= 2);
  expect(calls.filter(({ follow }) => follow)).toHaveLength(1);
});

test('a stream that breaks off in the middle of a line goes on without loss or duplicate', async () => {
  const long = lineFrame(T + 2n, 'x'.repeat(5000));
  const { docker } = await standIn(({ nth, since }, response) => {
    const asked = nanos(since ?? '0.000000000');
    const known = [lineFrame(T, 'one'), lineFrame(T + 1n, 'two')].slice(asked > T ? 1 : 0);
    if (nth === 0) {
      response.write(Buffer.concat([...known, long.subarray(0, 3000)]));
      setTimeout(() => response.destroy(), 50);
    } else response.write(Buffer.concat([...known, long, lineFrame(T + 3n, 'four')]));
  });
  const { rows } = await collectOne(docker, container);
  await eventually('all lines', async () => (await rows()).length >= 4);
  expect((await rows()).map(({ body }) => body.slice(0, 4))).toEqual(['one', 'two', 'xxxx', 'four']);
});

test('times that repeat and go backwards are resumed without loss or duplicate', async () => {
  const all: [time: bigint, text: string][] = [
    ...([
      [T, 'same'],
      [T, 'same'],
      [T, 'other'],
    ] as [bigint, string][]),
    ...([
      [T - 5_000_000_000n, 'back'],
      [T - 4_000_000_000n, 'still back'],
    ] as [bigint, string][]),
    ...([
      [T - 4_000_000_000n, 'still back'],
      [T + 9n, 'ahead'],
      [T + 9n, 'ahead'],
    ] as [bigint, string][]),
  ];
  // What the log holds at each reading; the clock is set back while it is followed.
  const lengths = [4, 4, 5, 6, 7, 8];
  const { docker } = await standIn(({ nth, since }, response) => {
    const written = all.slice(0, lengths[nth] ?? all.length);
    const asked = written.filter(([time]) => time >= nanos(since ?? '0.000000000'));
    response.write(Buffer.concat(asked.map(([time, text]) => lineFrame(time, text))));
    if (nth < lengths.length) setTimeout(() => response.end(), 20);
  });
  const { rows } = await collectOne(docker, container);
  await eventually('all lines', async () => (await rows()).length >= all.length, 40_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await rows()).map(({ body }) => body).sort()).toEqual(all.map(([, text]) => text).sort());
}, 60_000);

test("the daemon's own messages are lines of the system, and no frames are an error that is counted", async () => {
  const { docker } = await standIn(({ nth }, response) => {
    if (nth === 0)
      response.end(Buffer.concat([lineFrame(T, 'one'), frame(3, Buffer.from('log file is damaged'))]));
    else response.end('HTTP/1.0 this is no frame at all');
  });
  const { rows, counters } = await collectOne(docker, container);
  await eventually('both lines', async () => (await rows()).length >= 2);
  expect((await rows()).map(({ body, stream }) => [body, stream])).toEqual([
    ['one', 'stdout'],
    ['log file is damaged', 'system'],
  ]);
  await eventually('counted', () => counters.droppedCounts().some(({ cause }) => cause === 'decode'));
});

test('an ended container is read once, and a driver that cannot be read is asked once', async () => {
  const ended = () => ({ Running: false, FinishedAt: '2026-05-14T09:26:53Z' });
  const read = await standIn((_call, response) => response.end(lineFrame(T, 'last words')), ended);
  const store = await openStore();
  const first = await collectOne(read.docker, container, { store });
  await eventually('the line', async () => (await first.rows()).length === 1);
  first.collector.dispose();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await collectOne(read.docker, container, { store });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(read.calls).toHaveLength(1);

  const unreadable = await standIn((_call, response) => {
    response.statusCode = 501;
    response.end(JSON.stringify({ message: 'configured logging driver does not support reading' }));
  });
  const noted = await collectOne(unreadable.docker, { id: 'd'.repeat(64), name: 'mute' });
  await eventually('the note', async () => (await noted.rows()).length === 1);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(unreadable.calls).toHaveLength(1);
});

test('while the store is behind, the daemon is not read, and nothing is lost', async () => {
  const lines = 200_000;
  let sent = 0;
  let mostAhead = 0;
  const stored = { count: 0 };
  const { docker } = await standIn(({ nth }, response) => {
    if (nth > 0) return;
    const send = () => {
      while (sent < lines) {
        const burst = Array.from({ length: 500 }, () =>
          lineFrame(T + BigInt(sent), `line ${sent++} ${'y'.repeat(500)}`),
        );
        mostAhead = Math.max(mostAhead, sent - stored.count);
        if (!response.write(Buffer.concat(burst))) {
          response.once('drain', send);
          return;
        }
      }
    };
    send();
  });
  const { counters } = await collectOne(docker, container);
  await eventually(
    'all lines',
    () => {
      stored.count = counters.receivedCounts()[0]?.items ?? 0;
      return stored.count === lines;
    },
    60_000,
  );
  // 1 MiB ahead, eight blocks on their way, and what the sockets of both sides hold.
  expect(mostAhead).toBeLessThan(60_000);
}, 90_000);
