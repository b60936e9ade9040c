import { Emitter } from '../../../../shared/util/emitter.ts';
import type { DockerSource } from '../../docker/docker-source.ts';
import { type AskedContainers, containerTargets } from './container-targets.ts';
import type { TargetSource } from './target-source.ts';

/** Containers with labels, and those that were taken, as the daemon tells of them. */
export function containerSource(docker: DockerSource, asked: AskedContainers): TargetSource {
  const onChange = new Emitter<void>();
  const look = () => containerTargets(docker.containers.values(), asked);
  let found = look();
  const listening = docker.onContainers.on(() => {
    found = look();
    onChange.fire();
  });
  return {
    onChange,
    get targets() {
      return found.targets;
    },
    get problem() {
      const faults = found.faults.map(({ container, reason }) => `${container}: ${reason}`);
      return faults.length > 0 ? faults.join('; ') : null;
    },
    dispose: () => listening.dispose(),
  };
}
