import type Dockerode from 'dockerode';
import type { SourceStatus } from '../../../shared/contract/app.ts';
import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import type { Emitter } from '../../../shared/util/emitter.ts';

/** The daemon as its collectors (stats, logs, events) and the trace tie see it. */
export interface DockerSource {
  readonly status: SourceStatus;
  /** Null while there is no connection. */
  readonly docker: Dockerode | null;
  /** By full id; what the daemon has now, running or not. Reconciled, never the event stream's word alone. */
  readonly containers: ReadonlyMap<string, ContainerSummary>;
  readonly onStatus: Emitter<SourceStatus>;
  /** Fires after every reconciliation that changed anything, and once after each (re)connection. */
  readonly onContainers: Emitter<ReadonlyMap<string, ContainerSummary>>;
  /** Each new event once, in order, after it was stored. */
  readonly onEvent: Emitter<ContainerEvent>;
  /** Looks for the daemon afresh, as after a change of the setting. */
  reconnect(): void;
}
