import { z } from 'zod';
import type { AlertCounts } from './alerts.ts';
import { method, stream } from './define.ts';

export const receiverNames = [
  'otlp-grpc',
  'otlp-http',
  'jaeger-http',
  'jaeger-grpc',
  'jaeger-udp-compact',
  'jaeger-udp-binary',
  'zipkin',
  'statsd',
  'remote-write',
  'loki',
  'elasticsearch',
  'syslog',
] as const;
export type ReceiverName = (typeof receiverNames)[number];

export const dropCauses = ['decode', 'limit', 'sampled', 'full', 'duplicate', 'rate', 'kernel'] as const;
export type DropCause = (typeof dropCauses)[number];

export const signals = ['metrics', 'logs', 'traces', 'events'] as const;
export type Signal = (typeof signals)[number];

export interface AppInfo {
  version: string;
  node: string;
  sqlite: string;
  platform: string;
  pid: number;
  dataDir: string;
  startedMs: number;
  /** True when everything shown is simulated. */
  demo: boolean;
  /** Absolute limits in force, by name, for the settings page. */
  limits: [name: string, value: number][];
}

export interface SourceStatus {
  name: 'docker';
  state: 'connected' | 'connecting' | 'unavailable';
  /** Where it was looked for: a socket path or URL. */
  endpoint: string | null;
  /** Engine name and version, once connected. */
  detail: string | null;
  running: number;
  total: number;
  cause: string | null;
  cure: string | null;
}

/** What was wrong with what a receiver was sent. */
export interface ReceiverFault {
  /** Of the last one, in words. */
  text: string;
  /** Items refused since the start; a request that could not be read counts as one. */
  count: number;
  atMs: number;
}

export interface ReceiverStatus {
  name: ReceiverName;
  state: 'listening' | 'off' | 'failed';
  port: number | null;
  addresses: string[];
  /** Why it is off or failed, with the port's owner where known; or what it lacks although it listens. */
  reason: string | null;
  /** Null while nothing that it was sent was bad. */
  lastFault: ReceiverFault | null;
}

export interface ReceivedCount {
  /** A receiver's name, `docker` or `file`. */
  receiver: string;
  signal: Signal;
  items: number;
  /** Items per second over the last ten seconds. */
  rate: number;
}

export interface DroppedCount {
  receiver: string;
  signal: Signal;
  cause: DropCause;
  items: number;
}

/** Parts of texts that were replaced by a mark before they were stored, since the start. */
export interface RedactedCount {
  signal: Signal;
  /** Of the detector or of one's own rule. */
  name: string;
  items: number;
}

export interface StoreUsage {
  signal: Signal;
  bytes: number;
  items: number;
  /** Milliseconds since the epoch; null when empty. */
  oldestMs: number | null;
}

export interface Problem {
  /** Stable key, so that a dismissed problem stays dismissed. */
  key: string;
  severity: 'error' | 'warning';
  message: string;
  cure: string | null;
}

/** Scrape targets in all, and configurations that are refused. */
export interface ScrapeCounts {
  up: number;
  down: number;
  /** Not scraped yet among them. */
  total: number;
  refused: number;
}

export interface EngineStatus {
  sources: SourceStatus[];
  receivers: ReceiverStatus[];
  received: ReceivedCount[];
  dropped: DroppedCount[];
  redacted: RedactedCount[];
  stores: StoreUsage[];
  /** Bytes of the store files on disk, with the write-ahead log. */
  storeBytes: number;
  engine: { cpuPercent: number; rssBytes: number };
  scrape: ScrapeCounts;
  alerts: AlertCounts;
  problems: Problem[];
}

export const appMethods = {
  'app.info': method<AppInfo>()(z.object({})),
  'app.status': method<EngineStatus>()(z.object({})),
};

export const appStreams = {
  'app.status': stream<EngineStatus>()(z.object({})),
};
