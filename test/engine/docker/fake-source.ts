import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';
import type { DockerSource } from '../../../electron/engine/docker/docker-source.ts';
import type { SourceStatus } from '../../../shared/contract/app.ts';
import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import { Emitter } from '../../../shared/util/emitter.ts';

/** A container as the list says it, running unless said otherwise. */
export const summaryOf = (id: string, more: Partial<ContainerSummary> = {}): ContainerSummary => ({
  id,
  name: id,
  entity: `name:${id}`,
  image: 'busybox',
  imageId: 'sha256:1',
  state: 'running',
  health: null,
  exitCode: null,
  composeProject: null,
  composeService: null,
  createdMs: 0,
  startedMs: 1_000,
  finishedMs: null,
  restarts: 0,
  memoryLimited: false,
  ports: [],
  networks: [],
  labels: [],
  stats: null,
  ...more,
});

/** A daemon of the test's own: it says what runs, and each stats request gets a stream that the test writes to. */
export class FakeSource implements DockerSource {
  readonly status = {} as SourceStatus;
  readonly containers = new Map<string, ContainerSummary>();
  readonly onStatus = new Emitter<SourceStatus>();
  readonly onContainers = new Emitter<ReadonlyMap<string, ContainerSummary>>();
  readonly onEvent = new Emitter<ContainerEvent>();
  /** In the order in which they were opened. */
  readonly streams: { id: string; stream: PassThrough }[] = [];
  topCalls = 0;
  inspect: object = {};
  readonly docker = { getContainer: (id: string) => this.#container(id) } as unknown as Dockerode;

  run(...summaries: ContainerSummary[]): void {
    this.containers.clear();
    for (const summary of summaries) this.containers.set(summary.id, summary);
    this.onContainers.fire(this.containers);
  }

  /** Only those that nobody closed. */
  open(id: string): PassThrough[] {
    return this.streams.filter((one) => one.id === id && !one.stream.destroyed).map(({ stream }) => stream);
  }

  reconnect(): void {
    this.onStatus.fire(this.status);
  }

  #container(id: string) {
    return {
      stats: async () => {
        const stream = new PassThrough();
        this.streams.push({ id, stream });
        return stream;
      },
      inspect: async () => this.inspect,
      top: async () => {
        this.topCalls++;
        return { Titles: ['PID'], Processes: [['1'], ['7']] };
      },
    };
  }
}
