import type { ContainerSummary } from '../../shared/model/container.ts';

/** What the global filter lets through: everything, a compose project, a service in it, or one container. */
export type Scope =
  | { kind: 'all' }
  | { kind: 'project'; project: string }
  | { kind: 'service'; project: string; service: string }
  | { kind: 'container'; name: string };

type Named = Pick<ContainerSummary, 'name' | 'composeProject' | 'composeService'>;

/** `shop`, `shop/api`, `~name`; compose names hold no slash and no tilde. */
export function parseScope(text: string): Scope {
  if (text === '') return { kind: 'all' };
  if (text.startsWith('~')) return { kind: 'container', name: text.slice(1) };
  const slash = text.indexOf('/');
  if (slash === -1) return { kind: 'project', project: text };
  return { kind: 'service', project: text.slice(0, slash), service: text.slice(slash + 1) };
}

export function scopeText(scope: Scope): string {
  if (scope.kind === 'all') return '';
  if (scope.kind === 'container') return `~${scope.name}`;
  return scope.kind === 'project' ? scope.project : `${scope.project}/${scope.service}`;
}

export function inScope(scope: Scope, container: Named): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'project':
      return container.composeProject === scope.project;
    case 'service':
      return container.composeProject === scope.project && container.composeService === scope.service;
    case 'container':
      return container.name === scope.name;
  }
}

/** The service names that the scope lets through; null for all. */
export function servicesInScope(scope: Scope, containers: Named[]): Set<string> | null {
  if (scope.kind === 'all') return null;
  const names = containers
    .filter((container) => inScope(scope, container))
    .map((container) => container.composeService ?? container.name);
  return new Set(names);
}
