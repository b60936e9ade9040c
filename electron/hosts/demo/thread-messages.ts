/** What the demo's thread is started with. */
export interface ThreadData {
  dataDir: string;
}

export interface ReceiverPorts {
  otlp: number | null;
  zipkin: number | null;
}

export type ToThread =
  /** Ports at which the engine's receivers listen; null of one that does not. */
  { kind: 'engine-started'; ports: ReceiverPorts } | { kind: 'stop' };

export type FromThread = { kind: 'listening'; dockerHost: string } | { kind: 'trouble'; message: string };
