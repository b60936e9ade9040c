import type { TrivetContract } from '../../shared/contract/contract.ts';
import type { AlertNotice } from '../../shared/contract/notifications.ts';
import { type Settings, settingsSchema } from '../../shared/contract/settings.ts';
import type { ContainerEvent } from '../../shared/model/container.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import { messagePortTransport } from '../../shared/rpc/message-port.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import { DisposableStore } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import type { EngineProcess } from './engine-process.ts';

/**
 * Main's own small connection to the engine: the settings it obeys, the events and alerts worth a notification, and
 * how many alerts fire.
 */
export class EngineLink implements Disposable {
  readonly onSettings = new Emitter<Settings>();
  readonly onEvent = new Emitter<ContainerEvent>();
  readonly onNotice = new Emitter<AlertNotice>();
  readonly onFiring = new Emitter<number>();
  settings: Settings = settingsSchema.parse({});
  readonly #owned = new DisposableStore();
  #client: RpcClient<TrivetContract> | null = null;
  #firing = 0;

  constructor(engine: EngineProcess) {
    this.#owned.add(
      engine.onState.on(({ state }) => {
        if (state === 'running') this.#connect(engine);
        // An engine that is away knows of none; a badge that stays would be a lie.
        else this.#setFiring(0);
      }),
    );
    this.#owned.onDispose(() => this.#client?.dispose());
  }

  /** Alerts that fire now and are not kept quiet. */
  get firing(): number {
    return this.#firing;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #connect(engine: EngineProcess): void {
    const port = engine.connect();
    if (!port) return;
    this.#client?.dispose();
    const client = createClient<TrivetContract>(messagePortTransport(port));
    this.#client = client;
    client.subscribe(
      'settings.live',
      {},
      {
        event: ({ settings }) => {
          this.settings = settings;
          this.onSettings.fire(settings);
        },
      },
    );
    client.subscribe(
      'events.live',
      {},
      {
        event: ({ events }) => {
          for (const event of events) this.onEvent.fire(event);
        },
      },
    );
    client.subscribe('notices.live', {}, { event: (notice) => this.onNotice.fire(notice) });
    client.subscribe('app.status', {}, { event: ({ alerts }) => this.#setFiring(alerts.firing) });
  }

  #setFiring(firing: number): void {
    if (firing === this.#firing) return;
    this.#firing = firing;
    this.onFiring.fire(firing);
  }
}
