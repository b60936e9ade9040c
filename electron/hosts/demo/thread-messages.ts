/** What the demo's thread is started with. */
export interface ThreadData {
  dataDir: string;
}

export interface ReceiverPorts {
  otlp: number | null;
  zipkin: number | null;
  statsd: number | null;
}

export type ToThread =
  /** Ports at which the engine's receivers listen; null of one that does not. */
  { kind: 'engine-started'; ports: ReceiverPorts } | { kind: 'stop' };

export type FromThread =
  /** `metricsPort` is where the shop has its page for Prometheus. */
  { kind: 'listening'; dockerHost: string; metricsPort: number } | { kind: 'trouble'; message: string };
