import type { Contract, EventOf, InputOf, ResultOf } from '../contract/define.ts';
import { type ErrorBody, TrivetError } from '../contract/errors.ts';
import { type Disposable, disposable } from '../util/disposable.ts';
import type { ClientTransport, ServerMessage } from './transport.ts';

export interface StreamListener<E> {
  /** The next event is sent once this has returned, or its promise is settled. */
  event(value: E): void | Promise<void>;
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

const failure = (body: ErrorBody) =>
  new TrivetError(body.code, body.message, body.cure === undefined ? {} : { cure: body.cure });

/** The typed client over any transport. When the connection closes, everything pending is rejected. */
export function createClient<C extends Contract>(transport: ClientTransport): RpcClient<C> {
  const calls = new Map<number, PendingCall>();
  // biome-ignore lint/suspicious/noExplicitAny: one map for the listeners of every stream
  const subscriptions = new Map<number, StreamListener<any>>();
  let nextId = 1;
  let closed = false;

  const disconnected = () => new TrivetError('disconnected', 'the engine is not connected');

  async function deliver(id: number, value: unknown): Promise<void> {
    try {
      await subscriptions.get(id)?.event(value);
    } finally {
      if (!closed && subscriptions.has(id)) transport.send({ kind: 'ack', id });
    }
  }

  function receive(message: ServerMessage): void {
    const { id } = message;
    if (message.kind === 'event') {
      void deliver(id, message.value);
      return;
    }
    const call = calls.get(id);
    calls.delete(id);
    const listener = subscriptions.get(id);
    subscriptions.delete(id);
    if (message.kind === 'result') call?.resolve(message.value);
    else if (message.kind === 'end') listener?.end?.();
    else {
      const error = failure(message.error);
      call?.reject(error);
      listener?.error?.(error);
    }
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const call of calls.values()) call.reject(disconnected());
    for (const listener of subscriptions.values()) listener.error?.(disconnected());
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
      subscriptions.set(id, listener);
      transport.send({ kind: 'subscribe', id, stream, params });
      return disposable(() => {
        if (subscriptions.delete(id) && !closed) transport.send({ kind: 'unsubscribe', id });
      });
    },
    onClose: (listener) => transport.onClose(listener),
    dispose() {
      close();
      transport.dispose();
    },
  };
}
