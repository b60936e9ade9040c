import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { DiskUsageAnswer } from './disk-usage.ts';

/** Calls of dockerode whose types lack the signal or know only callbacks. */
interface Signalled {
  version(options: { abortSignal: AbortSignal }): Promise<VersionAnswer>;
  info(options: { abortSignal: AbortSignal }): Promise<InfoAnswer>;
  df(options: { abortSignal: AbortSignal }): Promise<DiskUsageAnswer>;
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
  getEvents(options: { since: string; until?: string; abortSignal: AbortSignal }): Promise<Readable>;
}

/** GET /version; Podman names itself among the components. */
export interface VersionAnswer {
  Version?: string;
  ApiVersion?: string;
  MinAPIVersion?: string;
  Components?: { Name?: string; Version?: string }[];
}

export interface InfoAnswer {
  /** RFC 3339, the daemon's own clock. */
  SystemTime?: string;
  [key: string]: unknown;
}

export const signalled = (docker: Dockerode): Signalled => docker as unknown as Signalled;
