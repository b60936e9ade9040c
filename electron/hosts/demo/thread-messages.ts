/** What the demo's thread is started with. */
export interface ThreadData {
  dataDir: string;
}

export type ToThread =
  /** The engine's OTLP/HTTP receiver listens there; null when it does not. */
  { kind: 'engine-started'; otlpPort: number | null } | { kind: 'stop' };

export type FromThread = { kind: 'listening'; dockerHost: string } | { kind: 'trouble'; message: string };
