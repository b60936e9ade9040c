import type { ContainerAction } from '../../../shared/contract/containers.ts';
import type { Audit } from './audit.ts';
import { isNotModified } from './docker-error.ts';
import type { DockerSource } from './docker-source.ts';
import { requireContainer, requireDocker } from './find-container.ts';

export interface ActionRequest {
  id: string;
  action: ContainerAction;
  force: boolean;
  volumes: boolean;
  signal?: string | undefined;
}

/** Does what a person confirmed and writes it down. Starting what runs already is a success. */
export async function actOnContainer(
  source: DockerSource,
  audit: Audit,
  request: ActionRequest,
): Promise<void> {
  const { id, name } = requireContainer(source, request.id);
  const container = requireDocker(source).getContainer(id);
  const { action, force, volumes, signal } = request;
  const work: Record<ContainerAction, () => Promise<unknown>> = {
    start: () => container.start(),
    stop: () => container.stop(signal ? { signal } : {}),
    restart: () => container.restart(),
    kill: () => container.kill(signal ? { signal } : {}),
    pause: () => container.pause(),
    unpause: () => container.unpause(),
    remove: () => container.remove({ force, v: volumes }),
  };
  await audit.record(action, name, details(request), async () => {
    try {
      await work[action]();
    } catch (error) {
      if (!isNotModified(error)) throw error;
    }
  });
}

function details({ action, force, volumes, signal }: ActionRequest): string {
  const said = [signal ? `signal ${signal}` : ''];
  if (action === 'remove') said.push(force ? 'also if running' : '', volumes ? 'with its volumes' : '');
  return said.filter(Boolean).join(', ');
}
