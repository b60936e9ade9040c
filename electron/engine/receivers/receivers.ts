import type { Logger } from 'pino';
import { type ReceiverName, type ReceiverStatus, receiverNames } from '../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import type { EngineOptions } from '../engine.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { LogIntake } from '../logs/log-intake.ts';
import type { MetricIngest } from '../metrics/metric-ingest.ts';
import type { WriteTaker } from '../metrics/remote-write.ts';
import type { StatsdIngest } from '../metrics/statsd/statsd-ingest.ts';
import type { TraceIngest } from '../traces/trace-ingest.ts';
import { BridgeNetworks } from './bridge-networks.ts';
import { elasticsearchHttp } from './elasticsearch/elasticsearch-http.ts';
import { type GrpcProtocol, GrpcReceiver } from './grpc/grpc-receiver.ts';
import { type HttpProtocol, HttpReceiver } from './http-receiver.ts';
import { InFlight } from './in-flight.ts';
import { jaegerAgent } from './jaeger-agent.ts';
import { jaegerGrpc } from './jaeger-grpc.ts';
import { lokiHttp } from './loki-http.ts';
import { otlpGrpc } from './otlp-grpc.ts';
import { otlpHttp } from './otlp-http.ts';
import { jaegerHttp, zipkinHttp } from './posted-spans.ts';
import type { ReceiverFaults } from './receiver-faults.ts';
import { receiverHosts } from './receiver-hosts.ts';
import type { ListeningStatus, Receiver } from './receiver-listener.ts';
import { remoteWriteHttp } from './remote-write.ts';
import { StatsdReceiver } from './statsd/statsd-receiver.ts';
import type { ReceiverSurroundings } from './surroundings.ts';
import { SyslogReceiver } from './syslog/syslog-receiver.ts';
import { type UdpProtocol, UdpReceiver } from './udp/udp-receiver.ts';
import { UdpThread } from './udp/udp-thread.ts';

export const MOST_BYTES_IN_FLIGHT = 128 * 2 ** 20;

/** Each receiver's own port, as its protocol registered it. */
const defaultPorts: Partial<Record<ReceiverName, number>> = {
  'otlp-grpc': 4317,
  'otlp-http': 4318,
  'jaeger-http': 14268,
  'jaeger-grpc': 14250,
  'jaeger-udp-compact': 6831,
  'jaeger-udp-binary': 6832,
  zipkin: 9411,
  'remote-write': 9090,
  statsd: 8125,
  loki: 3100,
  elasticsearch: 9200,
  syslog: 5514,
};

const NOT_THERE = 'This version of Trivet does not receive this protocol.';
const SWITCHED_OFF = 'Switched off in the settings or when Trivet was started.';

export interface ReceiverParts {
  options: EngineOptions;
  docker: DockerSource;
  logger: Logger;
  traces: TraceIngest;
  points: MetricIngest;
  logs: LogIntake;
  remoteWrite: WriteTaker;
  statsd: StatsdIngest;
  settings: LiveSettings;
  faults: ReceiverFaults;
}

type CreateReceiver = (port: number, around: ReceiverSurroundings) => Receiver;

/** Owns every receiver. One that cannot start tells it in its status and stops nothing else. */
export class Receivers implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #parts: ReceiverParts;
  readonly #built: ReadonlyMap<ReceiverName, CreateReceiver>;
  readonly #running = new Map<ReceiverName, Receiver>();

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
    this.#built = receiversOf(parts);
  }

  async start(): Promise<void> {
    const { options, docker, logger, settings, faults, traces } = this.#parts;
    const { bind = [], allowHosts = [] } = options;
    const bridges = this.#owned.add(new BridgeNetworks(docker, logger));
    const around: ReceiverSurroundings = {
      inFlight: new InFlight(MOST_BYTES_IN_FLIGHT),
      bridges,
      bind,
      hosts: receiverHosts(bridges, bind, allowHosts),
      faults,
      udp: this.#owned.add(new UdpThread(bridges, logger, () => traces.limits)),
      cors: () => settings.current.corsLocalhost,
      limits: () => traces.limits,
    };
    const ports = { ...defaultPorts, ...settings.current.listen };
    for (const [name, create] of this.#built) {
      const port = ports[name];
      if (typeof port !== 'number') continue;
      const receiver = this.#owned.add(create(port, around));
      this.#running.set(name, receiver);
      await receiver.start();
    }
  }

  /** Of every name, those that are off included. */
  statuses(): ReceiverStatus[] {
    return receiverNames.map((name) => ({
      ...(this.#running.get(name)?.status ?? this.#off(name)),
      lastFault: this.#parts.faults.last(name),
    }));
  }

  #off(name: ReceiverName): ListeningStatus {
    const reason = this.#built.has(name) ? SWITCHED_OFF : NOT_THERE;
    return { name, state: 'off', port: null, addresses: [], reason };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** Every receiver that is there, by its name. */
function receiversOf({
  traces,
  points,
  logs,
  faults,
  remoteWrite,
  statsd,
}: ReceiverParts): ReadonlyMap<ReceiverName, CreateReceiver> {
  const http = (protocol: HttpProtocol): [ReceiverName, CreateReceiver] => [
    protocol.name,
    (port, around) => new HttpReceiver(protocol, port, around),
  ];
  const grpc = (protocol: GrpcProtocol): [ReceiverName, CreateReceiver] => [
    protocol.name,
    (port, around) => new GrpcReceiver(protocol, port, around),
  ];
  const udp = <T>(protocol: UdpProtocol<T>): [ReceiverName, CreateReceiver] => [
    protocol.name,
    (port, around) => new UdpReceiver(protocol, port, around),
  ];
  return new Map([
    grpc(otlpGrpc(traces, points, logs)),
    http(otlpHttp(traces, points, logs)),
    http(jaegerHttp(traces)),
    grpc(jaegerGrpc(traces)),
    ...jaegerAgent(traces, faults).map(udp),
    http(zipkinHttp(traces)),
    http(remoteWriteHttp(remoteWrite)),
    http(lokiHttp(logs)),
    http(elasticsearchHttp(logs)),
    ['statsd', (port, around) => new StatsdReceiver(statsd, port, around)],
    ['syslog', (port, around) => new SyslogReceiver(logs, port, around)],
  ]);
}
