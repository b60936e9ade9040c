import type { Contract, EventOf, ParamsOf, ResultOf, StreamDef } from '../contract/define.ts';
import { TrivetError, toErrorBody } from '../contract/errors.ts';
import { type Disposable, DisposableStore, disposable } from '../util/disposable.ts';
import { StreamSink } from './stream-sink.ts';
import { type ClientMessage, isClientMessage, type ServerTransport } from './transport.ts';

export interface CallContext {
  /** Aborted when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}

export type Handlers<C extends Contract> = {
  readonly [M in keyof C['methods']]: (
    params: ParamsOf<C['methods'][M]>,
    context: CallContext,
  ) => ResultOf<C['methods'][M]> | Promise<ResultOf<C['methods'][M]>>;
};

export interface Sink<E> {
  /** Sends, or merges with what waits while the window is behind. */
  emit(event: E): void;
  /** Resolves when the window has room; false when the subscription has ended. */
  ready(): Promise<boolean>;
  end(): void;
  fail(error: unknown): void;
}

/** Returns what ends the source; a stream may also end itself through its sink. */
export type Subscribers<C extends Contract> = {
  readonly [S in keyof C['streams']]: (
    params: ParamsOf<C['streams'][S]>,
    sink: Sink<EventOf<C['streams'][S]>>,
  ) => Disposable | Promise<Disposable>;
};

export interface Api<C extends Contract> {
  readonly methods: Handlers<C>;
  readonly streams: Subscribers<C>;
}

/** A connection may have this many calls and subscriptions open. */
const MOST_OPEN = 1000;

const own = <T>(map: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

/** Serves one connection until it closes or says what no client says; everything it opened ends with it. */
export function serveConnection<C extends Contract>(
  contract: C,
  api: Api<C>,
  transport: ServerTransport,
): Disposable {
  const calls = new Map<number, AbortController>();
  const sinks = new Map<number, StreamSink>();
  const owned = new DisposableStore();

  const fail = (id: number, error: unknown) =>
    transport.send({ kind: 'error', id, error: toErrorBody(error) });

  function parse(def: { params: { safeParse(value: unknown): unknown } }, params: unknown): never {
    const parsed = def.params.safeParse(params) as
      | { success: true; data: never }
      | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
    if (parsed.success) return parsed.data;
    const what = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'params'}: ${message}`);
    throw new TrivetError('invalid_params', what.join('; '));
  }

  function admit(id: number): void {
    if (calls.has(id) || sinks.has(id)) throw new TrivetError('invalid_params', `id ${id} is in use`);
    if (calls.size + sinks.size >= MOST_OPEN) {
      throw new TrivetError('limit', `a connection may have ${MOST_OPEN} calls and subscriptions open`);
    }
  }

  async function call(id: number, name: string, params: unknown): Promise<void> {
    const def = own(contract.methods, name);
    const handler = own(
      api.methods as Record<string, (params: never, context: CallContext) => unknown>,
      name,
    );
    if (!def || !handler) throw new TrivetError('not_found', `no method ${name}`);
    const controller = new AbortController();
    calls.set(id, controller);
    try {
      const value = await handler(parse(def, params), { signal: controller.signal });
      if (!controller.signal.aborted) transport.send({ kind: 'result', id, value });
    } catch (error) {
      if (!controller.signal.aborted) fail(id, error);
    } finally {
      calls.delete(id);
    }
  }

  async function subscribe(id: number, name: string, params: unknown): Promise<void> {
    const def = own(contract.streams as Record<string, StreamDef<never, unknown>>, name);
    const source = own(
      api.streams as Record<string, (params: never, sink: Sink<unknown>) => Disposable | Promise<Disposable>>,
      name,
    );
    if (!def || !source) throw new TrivetError('not_found', `no stream ${name}`);
    const validated = parse(def, params);
    const sink = new StreamSink(def.merge, {
      event: (value) => transport.send({ kind: 'event', id, value }),
      end: () => transport.send({ kind: 'end', id }),
      error: (error) => fail(id, error),
      closed: () => sinks.delete(id),
    });
    sinks.set(id, sink);
    try {
      sink.own(await source(validated, sink));
    } catch (error) {
      sink.fail(error);
    }
  }

  function receive(message: ClientMessage): void {
    if (!isClientMessage(message)) {
      owned.dispose();
      return;
    }
    const { id } = message;
    switch (message.kind) {
      case 'call':
      case 'subscribe': {
        const answer = (async () => {
          admit(id);
          if (message.kind === 'call') await call(id, message.method, message.params);
          else await subscribe(id, message.stream, message.params);
        })();
        answer.catch((error) => fail(id, error));
        return;
      }
      case 'cancel':
        calls.get(id)?.abort();
        return;
      case 'unsubscribe':
        sinks.get(id)?.dispose();
        return;
      case 'ack':
        sinks.get(id)?.acknowledged();
    }
  }

  owned.add(transport.onMessage(receive));
  owned.add(transport.onClose(() => owned.dispose()));
  owned.onDispose(() => {
    for (const controller of calls.values()) controller.abort();
    for (const sink of [...sinks.values()]) sink.dispose();
    transport.dispose();
  });
  return disposable(() => owned.dispose());
}
