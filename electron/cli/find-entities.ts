import { TrivetError } from '../../shared/contract/errors.ts';
import type { EngineClient } from './engine-access.ts';

interface Known {
  entity: string;
  names: string[];
  id: string;
}

/** An id is told by this many of its digits, as the docker CLI does. */
const SHORTEST_ID = 4;

/**
 * The entities that a person means by a container's name, compose service, id or its beginning; those that are
 * gone are known by their logs.
 *
 * @throws TrivetError not_found
 */
export async function findEntities(client: EngineClient, wanted: readonly string[]): Promise<string[]> {
  const [containers, streams] = await Promise.all([
    client.call('containers.list', {}),
    client.call('logs.streams', {}).catch(() => []),
  ]);
  const known: Known[] = [
    ...containers.map(({ entity, name, composeService, id }) => ({
      entity,
      names: [name, entity, composeService ?? name],
      id,
    })),
    ...streams.map(({ entity, container }) => ({ entity, names: [container, entity], id: '' })),
  ];
  return [...new Set(wanted.flatMap((name) => matching(known, name)))];
}

function matching(known: readonly Known[], wanted: string): string[] {
  const name = wanted.replace(/^\//, '');
  const found = known.filter(
    ({ names, id }) => names.includes(name) || (name.length >= SHORTEST_ID && id.startsWith(name)),
  );
  if (found.length === 0) throw new TrivetError('not_found', `no container ${wanted} is known`);
  return found.map(({ entity }) => entity);
}
