import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import type { ClientTransport } from '../../shared/rpc/transport.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';

export type TrivetClient = RpcClient<TrivetContract>;

export type ConnectionState =
  | { kind: 'connecting'; attempt: number }
  | { kind: 'open'; client: TrivetClient }
  | { kind: 'waiting'; attempt: number; retryAtMs: number; cause: string };

/** Milliseconds to wait before the given attempt, from the second on. */
export const backOffMs = (attempt: number): number => Math.min(250 * 2 ** (attempt - 1), 10_000);

/** Keeps one client open to the engine, and opens it again with back-off when it is lost. */
export class Connection implements Disposable {
  readonly #open: () => Promise<ClientTransport>;
  readonly #changes = new Emitter<ConnectionState>();
  #state: ConnectionState = { kind: 'connecting', attempt: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(open: () => Promise<ClientTransport>) {
    this.#open = open;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onChange(listener: (state: ConnectionState) => void): Disposable {
    return this.#changes.on(listener);
  }

  start(): void {
    void this.#attempt(0);
  }

  retryNow(): void {
    if (this.#state.kind !== 'waiting') return;
    clearTimeout(this.#timer);
    void this.#attempt(this.#state.attempt);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    if (this.#state.kind === 'open') this.#state.client.dispose();
  }

  async #attempt(attempt: number): Promise<void> {
    this.#set({ kind: 'connecting', attempt });
    try {
      const transport = await this.#open();
      if (this.#disposed) {
        transport.dispose();
        return;
      }
      transport.onClose(() => this.#lost(1, 'the connection to the engine was lost'));
      this.#set({ kind: 'open', client: createClient<TrivetContract>(transport) });
    } catch (error) {
      this.#lost(attempt + 1, error instanceof Error ? error.message : String(error));
    }
  }

  #lost(attempt: number, cause: string): void {
    if (this.#disposed) return;
    const delay = backOffMs(attempt);
    this.#set({ kind: 'waiting', attempt, retryAtMs: Date.now() + delay, cause });
    this.#timer = setTimeout(() => void this.#attempt(attempt), delay);
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#changes.fire(state);
  }
}
