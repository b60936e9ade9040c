import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { method, stream } from '../../../shared/contract/define.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import { type Api, type CallContext, type Sink, serveConnection } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { transports } from './transports.ts';

const contract = {
  methods: {
    echo: method<unknown>()(z.object({ value: z.unknown() })),
    fail: method<never>()(z.object({ code: z.enum(['not_found', 'internal', 'cured']) })),
    wait: method<never>()(z.object({})),
    slow: method<string>()(z.object({ ticket: z.string() })),
  },
  streams: {
    sums: stream<{ sum: number; count: number }>()(z.object({}), (older, newer) => ({
      sum: older.sum + newer.sum,
      count: older.count + newer.count,
    })),
    lossless: stream<number>()(z.object({ count: z.number() }), null),
    failing: stream<number>()(z.object({})),
  },
};

/** The serving side, with what a test needs to see of it. */
class Served {
  readonly aborted = new Emitter<void>();
  readonly released = new Map<string, () => void>();
  sink: Sink<{ sum: number; count: number }> | null = null;
  readonly subscribed = new Emitter<void>();
  readonly ended = new Emitter<void>();
  /** Most events of the lossless stream that were ever sent and not handled. */
  ahead = 0;
  handled = 0;

  readonly api: Api<typeof contract> = {
    methods: {
      echo: ({ value }) => value,
      fail: ({ code }) => {
        if (code === 'cured') throw new TrivetError('unavailable', 'no daemon', { cure: 'start it' });
        throw code === 'internal' ? new Error('a bug') : new TrivetError(code, 'it is gone');
      },
      wait: (_params, { signal }: CallContext) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            this.aborted.fire();
            reject(new Error('aborted'));
          });
        }),
      slow: ({ ticket }) => new Promise((resolve) => this.released.set(ticket, () => resolve(ticket))),
    },
    streams: {
      sums: (_params, sink) => {
        this.sink = sink;
        this.subscribed.fire();
        return disposable(() => this.ended.fire());
      },
      lossless: ({ count }, sink) => {
        void this.#send(count, sink);
        return disposable(() => this.ended.fire());
      },
      failing: () => {
        throw new TrivetError('not_found', 'nothing to follow');
      },
    },
  };

  async #send(count: number, sink: Sink<number>): Promise<void> {
    for (let i = 0; i < count; i++) {
      if (!(await sink.ready())) return;
      sink.emit(i);
      this.ahead = Math.max(this.ahead, i + 1 - this.handled);
    }
    sink.end();
  }
}

const once = (emitter: Emitter<void>) =>
  new Promise<void>((resolve) => {
    const listening = emitter.on(() => {
      listening.dispose();
      resolve();
    });
  });

describe.each(transports)('over the %s', (_name, open) => {
  async function connect() {
    const served = new Served();
    const transport = await open((server) => serveConnection(contract, served.api, server));
    const client = createClient<typeof contract>(transport);
    onTestFinished(() => client.dispose());
    return { served, client, transport };
  }

  test('values arrive as what they were', async () => {
    const { client } = await connect();
    const value = {
      text: 'Grüße 🎉 \u0000 \u2028',
      numbers: [0, -1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      bigint: [0n, -5n, 2n ** 64n, 1_700_000_000_123_456_789n],
      nothing: [null, undefined],
      nested: { $: ['n', '1'], deep: [[{ $: 1 }]] },
    };
    expect(await client.call('echo', { value })).toEqual(value);
  });

  test.each([
    new Uint8Array([1, 2, 255]),
    new Int8Array([-1]),
    new Uint16Array([65_535]),
    new Int16Array([-2]),
    new Uint32Array([2 ** 32 - 1]),
    new Int32Array([-3]),
    new Float32Array([1.5]),
    new Float64Array([Math.PI, Number.NaN]),
    new BigUint64Array([2n ** 64n - 1n]),
    new BigInt64Array([-4n]),
    new Float64Array(),
  ])('a %o is a typed array of its own type on the other side', async (array) => {
    const { client } = await connect();
    const answer = (await client.call('echo', { value: { before: 'x', array } })) as { array: unknown };
    expect(answer.array).toBeInstanceOf(array.constructor);
    expect(answer.array).toEqual(array);
  });

  test('only the part of a buffer that an array shows is sent', async () => {
    const { client } = await connect();
    const part = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
    expect(await client.call('echo', { value: part })).toEqual(new Float64Array([2, 3]));
  });

  test('a key named __proto__ is data and changes no prototype', async () => {
    const { client } = await connect();
    const value = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": [2]}') as object;
    const answer = (await client.call('echo', { value })) as object;
    expect(Object.keys(answer)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('answers find their calls in whatever order they come', async () => {
    const { client, served } = await connect();
    const answers = ['a', 'b', 'c'].map((ticket) => client.call('slow', { ticket }));
    await client.call('echo', { value: 0 });
    for (const ticket of ['c', 'a', 'b']) served.released.get(ticket)?.();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
  });

  test('an error keeps its code, message and cure, and never a stack', async () => {
    const { client } = await connect();
    await expect(client.call('fail', { code: 'not_found' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'it is gone',
    });
    await expect(client.call('fail', { code: 'cured' })).rejects.toMatchObject({
      code: 'unavailable',
      cure: 'start it',
    });
    await expect(client.call('fail', { code: 'internal' })).rejects.toMatchObject({
      code: 'internal',
      message: 'a bug',
    });
  });

  test('wrong parameters and unknown names are refused before anything runs', async () => {
    const { client } = await connect();
    await expect(client.call('slow', { ticket: 5 as unknown as string })).rejects.toMatchObject({
      code: 'invalid_params',
      message: expect.stringContaining('ticket'),
    });
    for (const name of ['nothing', 'constructor', '__proto__', 'toString']) {
      await expect(client.call(name as 'echo', { value: 1 })).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('cancelling rejects the call and reaches the handler', async () => {
    const { client, served } = await connect();
    const controller = new AbortController();
    const aborted = once(served.aborted);
    const call = client.call('wait', {}, { signal: controller.signal });
    await client.call('echo', { value: 0 });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await aborted;
  });

  test('a lossless stream sends everything in order and waits for a slow window', async () => {
    const { client, served } = await connect();
    const seen: number[] = [];
    await new Promise<void>((resolve, reject) => {
      client.subscribe(
        'lossless',
        { count: 50 },
        {
          async event(value) {
            await new Promise((next) => setImmediate(next));
            seen.push(value);
            served.handled++;
          },
          end: resolve,
          error: reject,
        },
      );
    });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(served.ahead).toBeLessThanOrEqual(5);
  });

  test('what a slow window missed is merged, and nothing is lost of the sum', async () => {
    const { client, served } = await connect();
    const subscribed = once(served.subscribed);
    const seen: { sum: number; count: number }[] = [];
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const ended = new Promise<void>((resolve) => {
      client.subscribe(
        'sums',
        {},
        {
          async event(value) {
            seen.push(value);
            await gate;
          },
          end: resolve,
        },
      );
    });
    await subscribed;
    for (let i = 1; i <= 1000; i++) served.sink?.emit({ sum: i, count: 1 });
    await client.call('echo', { value: 0 });
    expect(seen.length).toBeLessThanOrEqual(4);
    release();
    served.sink?.end();
    await ended;
    expect(seen.length).toBeLessThanOrEqual(6);
    expect(seen.reduce((total, { sum }) => total + sum, 0)).toBe(500_500);
    expect(seen.reduce((total, { count }) => total + count, 0)).toBe(1000);
  });

  test('unsubscribing ends the source', async () => {
    const { client, served } = await connect();
    const subscribed = once(served.subscribed);
    const subscription = client.subscribe('sums', {}, { event: () => undefined });
    await subscribed;
    const ended = once(served.ended);
    subscription.dispose();
    await ended;
  });

  test('a stream that cannot begin fails its subscription alone', async () => {
    const { client } = await connect();
    const error = await new Promise<TrivetError>((resolve) => {
      client.subscribe('failing', {}, { event: () => undefined, error: resolve });
    });
    expect(error.code).toBe('not_found');
    expect(await client.call('echo', { value: 1 })).toBe(1);
  });

  test('a closed connection rejects what is pending and ends what was open on the other side', async () => {
    const { client, served, transport } = await connect();
    const subscribed = once(served.subscribed);
    const failed = new Promise<TrivetError>((resolve) => {
      client.subscribe('sums', {}, { event: () => undefined, error: resolve });
    });
    const call = client.call('wait', {});
    await subscribed;
    const [aborted, ended] = [once(served.aborted), once(served.ended)];
    transport.dispose();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    expect((await failed).code).toBe('disconnected');
    await Promise.all([aborted, ended]);
    await expect(client.call('echo', { value: 1 })).rejects.toMatchObject({ code: 'disconnected' });
  });

  test('a message that no client sends ends the connection', async () => {
    const { client, transport } = await connect();
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    transport.send({ kind: 'launch', id: 1 } as never);
    await closed;
  });

  test('a connection has a limit of calls under way, and says so', async () => {
    const { client } = await connect();
    const waiting = Array.from({ length: 1000 }, () => client.call('wait', {}).catch(() => undefined));
    await expect(client.call('echo', { value: 1 })).rejects.toMatchObject({ code: 'limit' });
    client.dispose();
    await Promise.all(waiting);
  });
});
