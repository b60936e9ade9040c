import type { ContainerAction } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';

/** What can be done to a container in its present state. */
export function possibleActions({ state }: ContainerSummary): ContainerAction[] {
  switch (state) {
    case 'running':
      return ['restart', 'stop', 'pause', 'kill', 'remove'];
    case 'restarting':
      return ['restart', 'stop', 'kill', 'remove'];
    case 'paused':
      return ['unpause', 'stop', 'kill', 'remove'];
    case 'created':
    case 'exited':
    case 'dead':
      return ['start', 'remove'];
    default:
      return [];
  }
}
