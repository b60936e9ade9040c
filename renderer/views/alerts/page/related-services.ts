import type { ServiceMap } from '../../../../shared/contract/trace-answers.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';

/** The services that call one of these, themselves left out. */
export function callersOf({ nodes, edges }: Pick<ServiceMap, 'nodes' | 'edges'>, names: string[]): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(
    nodes.filter(({ name, service }) => names.includes(service ?? name)).map(({ id }) => id),
  );
  const callers = edges
    .filter(({ from, to }) => called.has(to) && !called.has(from))
    .flatMap(({ from }) => byId.get(from)?.service ?? []);
  return [...new Set(callers)].sort();
}

/** The containers behind names of services or containers. */
export function entitiesOf(
  containers: readonly Pick<ContainerSummary, 'entity' | 'name' | 'composeService'>[],
  names: readonly string[],
  entity: string | null,
): string[] {
  const named = containers.filter(
    ({ name, composeService }) => names.includes(name) || names.includes(composeService ?? name),
  );
  const found = named.map((each) => each.entity);
  return entity === null || found.includes(entity) ? found : [entity, ...found];
}
