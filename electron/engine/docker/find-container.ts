import type Dockerode from 'dockerode';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { DockerSource } from './docker-source.ts';

const SHORTEST_PREFIX = 4;

/** A container by id, name, entity or an id's beginning that fits one only, in this order; null when none fits. */
export function findContainer(source: DockerSource, text: string): ContainerSummary | null {
  const exact = source.containers.get(text);
  if (exact) return exact;
  const all = [...source.containers.values()];
  const named = all.find(({ name, entity }) => name === text || entity === text);
  if (named) return named;
  if (text.length < SHORTEST_PREFIX || !/^[0-9a-f]+$/.test(text)) return null;
  const begun = all.filter(({ id }) => id.startsWith(text));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

/** @throws TrivetError `not_found` */
export function requireContainer(source: DockerSource, text: string): ContainerSummary {
  const found = findContainer(source, text);
  if (!found) throw new TrivetError('not_found', `there is no container ${text}`);
  return found;
}

/** @throws TrivetError `unavailable`, with the state's cause and cure */
export function requireDocker(source: DockerSource): Dockerode {
  if (source.docker) return source.docker;
  const { cause, cure } = source.status;
  throw new TrivetError('unavailable', cause ?? 'There is no connection to a Docker daemon yet.', {
    ...(cure ? { cure } : {}),
  });
}
