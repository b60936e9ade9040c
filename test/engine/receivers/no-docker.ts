import type { DockerSource } from '../../../electron/engine/docker/docker-source.ts';
import { Emitter } from '../../../shared/util/emitter.ts';

/** What a receiver sees of a machine without Docker. */
export const noDocker: DockerSource = {
  status: {
    name: 'docker',
    state: 'unavailable',
    endpoint: null,
    detail: null,
    running: 0,
    total: 0,
    cause: null,
    cure: null,
  },
  docker: null,
  containers: new Map(),
  onStatus: new Emitter(),
  onContainers: new Emitter(),
  onEvent: new Emitter(),
  reconnect: () => undefined,
};
