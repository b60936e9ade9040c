import type { Logger } from 'pino';
import { type ReceiverName, type ReceiverStatus, receiverNames } from '../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import type { EngineOptions } from '../engine.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { TraceIngest } from '../traces/trace-ingest.ts';
import { BridgeNetworks } from './bridge-networks.ts';
import { type HttpProtocol, HttpReceiver } from './http-receiver.ts';
import { InFlight } from './in-flight.ts';
import { otlpHttp } from './otlp-http.ts';

export const MOST_BYTES_IN_FLIGHT = 128 * 2 ** 20;

/** Each receiver's own port, as its protocol registered it. */
const defaultPorts: Partial<Record<ReceiverName, number>> = { 'otlp-http': 4318 };

const NOT_THERE = 'This version of Trivet does not receive this protocol.';
const SWITCHED_OFF = 'Switched off in the settings or when Trivet was started.';

export interface ReceiverParts {
  options: EngineOptions;
  docker: DockerSource;
  logger: Logger;
  traces: TraceIngest;
  settings: LiveSettings;
}

/** Owns every receiver. One that cannot start tells it in its status and stops nothing else. */
export class Receivers implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #parts: ReceiverParts;
  readonly #protocols: HttpProtocol[];
  readonly #running = new Map<ReceiverName, HttpReceiver>();

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
    this.#protocols = [otlpHttp(parts.traces)];
  }

  async start(): Promise<void> {
    const { options, docker, logger, settings } = this.#parts;
    const around = {
      inFlight: new InFlight(MOST_BYTES_IN_FLIGHT),
      bridges: this.#owned.add(new BridgeNetworks(docker, logger)),
      bind: options.bind ?? [],
      allowHosts: options.allowHosts ?? [],
      cors: () => settings.current.corsLocalhost,
    };
    const ports = { ...defaultPorts, ...settings.current.listen };
    for (const protocol of this.#protocols) {
      const port = ports[protocol.name];
      if (typeof port !== 'number') continue;
      const receiver = this.#owned.add(new HttpReceiver(protocol, port, around));
      this.#running.set(protocol.name, receiver);
      await receiver.start();
    }
  }

  /** Of every name, those that are off included. */
  statuses(): ReceiverStatus[] {
    const built = new Set(this.#protocols.map(({ name }) => name));
    return receiverNames.map(
      (name) =>
        this.#running.get(name)?.status ?? {
          name,
          state: 'off',
          port: null,
          addresses: [],
          reason: built.has(name) ? SWITCHED_OFF : NOT_THERE,
        },
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
