import type { StreamEvent, StreamInput, StreamName } from '../../shared/contract/contract.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import type { Connection, TrivetClient } from './connection.ts';

interface Shared {
  value: unknown;
  listeners: Set<() => void>;
  subscription: Disposable | null;
}

/**
 * Streams of state (`app.status`, `containers.live`) that several components watch: one subscription each, the
 * newest event kept, also while the engine is away. Events are passed on once a frame, and acknowledged then,
 * so a hidden or busy window is sent fewer.
 */
export class SharedStreams implements Disposable {
  readonly #connection: Connection;
  readonly #shared = new Map<string, Shared>();
  readonly #watching: Disposable;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#watching = connection.onChange(() => this.#reconnect());
  }

  value<S extends StreamName>(stream: S, params: StreamInput<S>): StreamEvent<S> | null {
    return (this.#shared.get(key(stream, params))?.value ?? null) as StreamEvent<S> | null;
  }

  watch<S extends StreamName>(stream: S, params: StreamInput<S>, listener: () => void): () => void {
    const id = key(stream, params);
    let entry = this.#shared.get(id);
    if (!entry) {
      entry = { value: null, listeners: new Set(), subscription: null };
      this.#shared.set(id, entry);
    }
    entry.listeners.add(listener);
    if (!entry.subscription) this.#subscribe(id, entry);
    const shared = entry;
    return () => {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0) return;
      shared.subscription?.dispose();
      shared.subscription = null;
    };
  }

  dispose(): void {
    this.#watching.dispose();
    for (const entry of this.#shared.values()) entry.subscription?.dispose();
  }

  #reconnect(): void {
    for (const [id, entry] of this.#shared) {
      entry.subscription = null;
      if (entry.listeners.size > 0) this.#subscribe(id, entry);
    }
  }

  #subscribe(id: string, entry: Shared): void {
    const { state } = this.#connection;
    if (state.kind !== 'open') return;
    const [stream, params] = JSON.parse(id) as [StreamName, never];
    entry.subscription = subscribeByFrame(state.client, stream, params, (events) => {
      entry.value = events.at(-1);
      for (const listener of entry.listeners) listener();
    });
  }
}

const key = (stream: string, params: unknown) => JSON.stringify([stream, params]);

/** Subscribes and hands on what came since the last frame in one batch. */
export function subscribeByFrame<S extends StreamName>(
  client: TrivetClient,
  stream: S,
  params: StreamInput<S>,
  onEvents: (events: StreamEvent<S>[]) => void,
  ending: { end?: () => void; error?: (error: Error) => void } = {},
): Disposable {
  let batch: StreamEvent<S>[] = [];
  let frame: Promise<void> | null = null;
  let over = false;
  const flush = () => {
    frame = null;
    const events = batch;
    batch = [];
    if (!over) onEvents(events);
  };
  const subscription = client.subscribe(stream, params as never, {
    event(value) {
      batch.push(value as StreamEvent<S>);
      frame ??= new Promise<void>((resolve) =>
        requestAnimationFrame(() => {
          flush();
          resolve();
        }),
      );
      return frame;
    },
    end() {
      if (batch.length > 0) flush();
      ending.end?.();
    },
    error(error) {
      if (batch.length > 0) flush();
      ending.error?.(error);
    },
  });
  return {
    dispose() {
      over = true;
      subscription.dispose();
    },
  };
}
