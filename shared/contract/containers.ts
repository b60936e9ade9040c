import { z } from 'zod';
import type { ContainerEvent, ContainerSummary } from '../model/container.ts';
import { type JsonValue, limit, rangeMs } from './common.ts';
import { method, stream } from './define.ts';

export const containerActions = ['start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'remove'] as const;
export type ContainerAction = (typeof containerActions)[number];

export interface EnvVariable {
  name: string;
  /** Null while masked. */
  value: string | null;
  masked: boolean;
}

export interface ContainerDetail {
  summary: ContainerSummary;
  env: EnvVariable[];
  command: string[];
  workingDir: string;
  user: string;
  restartPolicy: string;
  cpuLimitCores: number | null;
  memoryLimitBytes: number | null;
  mounts: { type: string; source: string; destination: string; readOnly: boolean }[];
  healthLog: { startMs: number; endMs: number; exitCode: number; output: string }[];
  /** The daemon's whole answer, secrets masked. */
  inspect: JsonValue;
}

/** One container of an entity: containers come and go, the entity stays. */
export interface ContainerRun {
  containerId: string;
  entity: string;
  name: string;
  image: string;
  createdMs: number;
  /** When it was last looked into, which is after its end or near it. */
  lastSeenMs: number;
}

export interface ProcessTable {
  titles: string[];
  rows: string[][];
}

export interface AuditEntry {
  id: number;
  timeMs: number;
  action: string;
  target: string;
  outcome: 'ok' | 'failed';
  detail: string;
}

const containerId = z.string().min(1).max(128);

export const containerMethods = {
  'containers.list': method<ContainerSummary[]>()(z.object({})),
  /** By id, id prefix or name. Answers from stored data when the daemon no longer has it. */
  'containers.inspect': method<ContainerDetail>()(z.object({ id: containerId })),
  /** The containers that an entity was, newest first, also those that are gone. */
  'containers.runs': method<ContainerRun[]>()(z.object({ entity: z.string().min(1).max(512) })),
  'containers.revealEnv': method<{ value: string }>()(
    z.object({ id: containerId, name: z.string().max(1024) }),
  ),
  'containers.processes': method<ProcessTable>()(z.object({ id: containerId })),
  'containers.action': method<Record<string, never>>()(
    z.object({
      id: containerId,
      action: z.enum(containerActions),
      /** remove only: also while running; also its anonymous volumes. */
      force: z.boolean().default(false),
      volumes: z.boolean().default(false),
      signal: z
        .string()
        .regex(/^[A-Z0-9]{1,12}$/)
        .optional(),
    }),
  ),
  'exec.input': method<Record<string, never>>()(
    z.object({ sessionId: z.string().max(64), data: z.instanceof(Uint8Array) }),
  ),
  'exec.resize': method<Record<string, never>>()(
    z.object({
      sessionId: z.string().max(64),
      columns: z.number().int().min(1).max(1000),
      rows: z.number().int().min(1).max(1000),
    }),
  ),
  'audit.list': method<AuditEntry[]>()(z.object({ limit: limit(1000, 200) })),
  'events.query': method<{ events: ContainerEvent[] }>()(
    z.object({
      ...rangeMs,
      entities: z.array(z.string().max(512)).max(1000).optional(),
      types: z.array(z.string().max(64)).max(16).optional(),
      limit: limit(10_000, 1000),
    }),
  ),
};

export type ExecEvent =
  | { kind: 'open'; sessionId: string }
  | { kind: 'data'; data: Uint8Array }
  | { kind: 'exit'; exitCode: number | null };

export interface LiveEvents {
  events: ContainerEvent[];
  /** Events that a slow window was not sent. */
  skipped: number;
}

const LIVE_EVENTS_KEPT = 500;

export const containerStreams = {
  'containers.live': stream<{ containers: ContainerSummary[] }>()(z.object({})),
  'events.live': stream<LiveEvents>()(z.object({}), (older, newer) => {
    const all = [...older.events, ...newer.events];
    const kept = all.slice(-LIVE_EVENTS_KEPT);
    return { events: kept, skipped: older.skipped + newer.skipped + all.length - kept.length };
  }),
  /** A shell in a container; lossless, so the engine waits for the window. */
  'exec.session': stream<ExecEvent>()(
    z.object({
      containerId,
      command: z.array(z.string().max(4096)).max(64).optional(),
      columns: z.number().int().min(1).max(1000),
      rows: z.number().int().min(1).max(1000),
    }),
    null,
  ),
};
