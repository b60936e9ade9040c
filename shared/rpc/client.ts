import type { Contract, EventOf, InputOf, ResultOf } from '../contract/define.ts';
import { type ErrorBody, TrivetError } from '../contract/errors.ts';
import { type Disposable, disposable } from '../util/disposable.ts';
import type { ClientTransport, ServerMessage } from './transport.ts';

export interface StreamListener<E> {
  /** One at a time: the next comes once this has returned, or its promise is settled. Throwing ends the stream. */
  event(value: E): void | Promise<void>;
  /** After the last event was handled. */
  end?(): void;
  error?(error: TrivetError): void;
}

export interface RpcClient<C extends Contract> extends Disposable {
  call<M extends keyof C['methods'] & string>(
    method: M,
    params: InputOf<C['methods'][M]>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<ResultOf<C['methods'][M]>>;
  subscribe<S extends keyof C['streams'] & string>(
    stream: S,
    params: InputOf<C['streams'][S]>,
    listener: StreamListener<EventOf<C['streams'][S]>>,
  ): Disposable;
  onClose(listener: () => void): Disposable;
}

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: TrivetError): void;
}

interface Subscription {
  // biome-ignore lint/suspicious/noExplicitAny: one map for the listeners of every stream
  listener: StreamListener<any>;
  /** Settled once everything received so far was handled. */
  handled: Promise<void>;
}

const failure = (body: ErrorBody) =>
  new TrivetError(body.code, body.message, body.cure === undefined ? {} : { cure: body.cure });

/** The typed client over any transport. When the connection closes, everything pending is rejected. */
export function createClient<C extends Contract>(transport: ClientTransport): RpcClient<C> {
  const calls = new Map<number, PendingCall>();
  const subscriptions = new Map<number, Subscription>();
  let nextId = 1;
  let closed = false;

  const disconnected = () => new TrivetError('disconnected', 'the engine is not connected');

  async function deliver(id: number, { listener }: Subscription, value: unknown): Promise<void> {
    if (!subscriptions.has(id)) return;
    try {
      await listener.event(value);
    } catch (error) {
      unsubscribe(id);
      listener.error?.(new TrivetError('internal', 'a listener failed', { cause: error }));
    }
    if (subscriptions.has(id)) transport.send({ kind: 'ack', id });
  }

  function unsubscribe(id: number): void {
    if (subscriptions.delete(id) && !closed) transport.send({ kind: 'unsubscribe', id });
  }

  /** Behind the events that came before it. */
  function finish(id: number, subscription: Subscription, tell: () => void): void {
    void subscription.handled.then(() => {
      if (subscriptions.delete(id)) tell();
    });
  }

  function receive(message: ServerMessage): void {
    const { id } = message;
    const subscription = subscriptions.get(id);
    if (message.kind === 'event') {
      if (subscription) {
        const { handled } = subscription;
        subscription.handled = handled.then(() => deliver(id, subscription, message.value));
      }
      return;
    }
    const call = calls.get(id);
    calls.delete(id);
    if (message.kind === 'result') call?.resolve(message.value);
    else if (message.kind === 'error') {
      const error = failure(message.error);
      call?.reject(error);
      if (subscription) finish(id, subscription, () => subscription.listener.error?.(error));
    } else if (subscription) finish(id, subscription, () => subscription.listener.end?.());
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const call of calls.values()) call.reject(disconnected());
    for (const { listener } of subscriptions.values()) listener.error?.(disconnected());
    calls.clear();
    subscriptions.clear();
  }

  transport.onMessage(receive);
  transport.onClose(close);

  return {
    call(method, params, { signal } = {}) {
      if (closed) return Promise.reject(disconnected());
      if (signal?.aborted) return Promise.reject(new TrivetError('cancelled', 'cancelled'));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const cancel = () => {
          if (calls.delete(id)) transport.send({ kind: 'cancel', id });
          reject(new TrivetError('cancelled', 'cancelled'));
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const settle = () => signal?.removeEventListener('abort', cancel);
        calls.set(id, {
          resolve(value) {
            settle();
            resolve(value as never);
          },
          reject(error) {
            settle();
            reject(error);
          },
        });
        transport.send({ kind: 'call', id, method, params });
      });
    },
    subscribe(stream, params, listener) {
      const id = nextId++;
      if (closed) {
        queueMicrotask(() => listener.error?.(disconnected()));
        return disposable(() => undefined);
      }
      subscriptions.set(id, { listener, handled: Promise.resolve() });
      transport.send({ kind: 'subscribe', id, stream, params });
      return disposable(() => unsubscribe(id));
    },
    onClose: (listener) => transport.onClose(listener),
    dispose() {
      close();
      transport.dispose();
    },
  };
}
