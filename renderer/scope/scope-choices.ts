import type { ContainerSummary } from '../../shared/model/container.ts';
import { type Scope, scopeText } from './scope.ts';

export interface ScopeChoice {
  key: string;
  name: string;
  scope: Scope;
  /** Containers behind a project or service; null where that is always one. */
  count: number | null;
}

type Named = Pick<ContainerSummary, 'name' | 'composeProject' | 'composeService'>;

/** Most entries shown of each kind; the rest is found by typing. */
const MOST = 12;

/** What the scope menu offers: projects first, then their services, then containers outside projects. */
export function scopeChoices(containers: Named[], filter: string): { label: string; items: ScopeChoice[] }[] {
  const projects = new Map<string, number>();
  const services = new Map<string, ScopeChoice>();
  const single: ScopeChoice[] = [];
  for (const { name, composeProject: project, composeService: service } of containers) {
    if (project === null) {
      single.push({ key: `~${name}`, name, scope: { kind: 'container', name }, count: null });
      continue;
    }
    projects.set(project, (projects.get(project) ?? 0) + 1);
    if (service === null) continue;
    const scope: Scope = { kind: 'service', project, service };
    const known = services.get(scopeText(scope));
    if (known) known.count = (known.count ?? 0) + 1;
    else services.set(scopeText(scope), { key: scopeText(scope), name: service, scope, count: 1 });
  }
  const wanted = filter.trim().toLowerCase();
  const pick = (items: ScopeChoice[]) =>
    items
      .filter(({ key }) => key.toLowerCase().includes(wanted))
      .sort((a, b) => a.key.localeCompare(b.key))
      .slice(0, MOST);
  const projectItems = [...projects].map<ScopeChoice>(([project, count]) => ({
    key: project,
    name: project,
    scope: { kind: 'project', project },
    count,
  }));
  return [
    { label: 'Compose projects', items: pick(projectItems) },
    { label: 'Services', items: pick([...services.values()]) },
    { label: 'Other containers', items: pick(single) },
  ].filter(({ items }) => items.length > 0);
}
