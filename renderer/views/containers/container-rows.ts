import type { ContainerSummary } from '../../../shared/model/container.ts';

export type Grouping = 'project' | 'image' | 'flat';

export interface ContainerRow {
  kind: 'container';
  key: string;
  container: ContainerSummary;
  /** Error lines in the range; null while not known. */
  errors: number | null;
}

export interface GroupRow {
  kind: 'group';
  key: string;
  label: string;
  /** 9 running, 1 exited */
  counts: string;
  collapsed: boolean;
  totals: Totals;
}

export type Row = ContainerRow | GroupRow;

/** Sums over a group; null where no member knows its part. */
export interface Totals {
  cpu: number | null;
  memory: number | null;
  netIn: number | null;
  netOut: number | null;
  read: number | null;
  write: number | null;
  pids: number | null;
  restarts: number | null;
  errors: number | null;
}

export interface RowsSpec {
  grouping: Grouping;
  filter: string;
  sort: { key: string; descending: boolean };
  collapsed: ReadonlySet<string>;
  /** Error lines by entity; null while not known. */
  errors: ReadonlyMap<string, number> | null;
}

export const NO_PROJECT = 'no project';

/** Every word must be found in name, image, state, project, service or a label. */
export function matchesFilter(container: ContainerSummary, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { name, image, state, health, composeProject, labels } = container;
  const text = [
    name,
    image,
    state,
    health,
    composeProject,
    ...labels.map(([key, value]) => `${key}=${value}`),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The table's rows: filtered, grouped with totals, sorted inside the groups; projects before what has none. */
export function containerRows(containers: ContainerSummary[], spec: RowsSpec): Row[] {
  const rows = containers
    .filter((container) => matchesFilter(container, spec.filter))
    .map<ContainerRow>((container) => ({
      kind: 'container',
      key: container.id,
      container,
      errors: spec.errors ? (spec.errors.get(container.entity) ?? 0) : null,
    }))
    .sort(byColumn(spec.sort));
  if (spec.grouping === 'flat') return rows;
  const groups = new Map<string, ContainerRow[]>();
  for (const row of rows) {
    const label = groupOf(row.container, spec.grouping);
    const group = groups.get(label);
    if (group) group.push(row);
    else groups.set(label, [row]);
  }
  return [...groups]
    .sort(([a, inA], [b, inB]) => groupRank(a, inA) - groupRank(b, inB) || a.localeCompare(b))
    .flatMap(([label, members]) => groupRows(label, members, spec));
}

const groupOf = (container: ContainerSummary, grouping: Grouping): string =>
  grouping === 'image' ? container.image : (container.composeProject ?? NO_PROJECT);

/** What runs comes first, then what has no project, then what has ended. */
function groupRank(label: string, members: ContainerRow[]): number {
  if (!members.some(({ container }) => isUp(container))) return 2;
  return label === NO_PROJECT ? 1 : 0;
}

const isUp = ({ state }: ContainerSummary) =>
  state === 'running' || state === 'paused' || state === 'restarting';

function groupRows(label: string, members: ContainerRow[], spec: RowsSpec): Row[] {
  const key = `group:${label}`;
  const collapsed = spec.collapsed.has(label);
  const head: GroupRow = {
    kind: 'group',
    key,
    label,
    counts: stateCounts(members.map(({ container }) => container)),
    collapsed,
    totals: totals(members),
  };
  return collapsed ? [head] : [head, ...members];
}

/** 9 running, 1 exited: running first, then by the alphabet. */
export function stateCounts(containers: ContainerSummary[]): string {
  const counts = new Map<string, number>();
  for (const { state } of containers) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => Number(b === 'running') - Number(a === 'running') || a.localeCompare(b))
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

export function totals(rows: ContainerRow[]): Totals {
  const sum = (value: (row: ContainerRow) => number | null): number | null => {
    const known = rows.map(value).filter((part) => part !== null);
    return known.length === 0 ? null : known.reduce((all, part) => all + part, 0);
  };
  const anyUp = rows.some(({ container }) => isUp(container));
  return {
    cpu: sum(({ container }) => container.stats?.cpuPercent ?? null),
    memory: sum(({ container }) => container.stats?.memoryBytes ?? null),
    netIn: sum(({ container }) => container.stats?.networkRxRate ?? null),
    netOut: sum(({ container }) => container.stats?.networkTxRate ?? null),
    read: sum(({ container }) => container.stats?.blockReadRate ?? null),
    write: sum(({ container }) => container.stats?.blockWriteRate ?? null),
    pids: sum(({ container }) => container.stats?.pids ?? null),
    restarts: anyUp ? sum(({ container }) => container.restarts) : null,
    errors: anyUp ? sum(({ errors }) => errors) : null,
  };
}

const columnValue: Record<string, (row: ContainerRow) => string | number | null> = {
  name: ({ container }) => container.name,
  state: ({ container }) => container.health ?? container.state,
  image: ({ container }) => container.image,
  cpu: ({ container }) => container.stats?.cpuPercent ?? null,
  memory: ({ container }) => container.stats?.memoryBytes ?? null,
  netIn: ({ container }) => container.stats?.networkRxRate ?? null,
  netOut: ({ container }) => container.stats?.networkTxRate ?? null,
  read: ({ container }) => container.stats?.blockReadRate ?? null,
  write: ({ container }) => container.stats?.blockWriteRate ?? null,
  pids: ({ container }) => container.stats?.pids ?? null,
  restarts: ({ container }) => container.restarts,
  up: ({ container }) => (container.state === 'running' ? container.startedMs : null),
  errors: ({ errors }) => errors,
};

/** Missing values come last whichever way it is sorted; equals keep the order of their names. */
function byColumn({ key, descending }: RowsSpec['sort']) {
  const value = columnValue[key] ?? columnValue.name;
  const names = new Intl.Collator('en', { numeric: true });
  return (a: ContainerRow, b: ContainerRow): number => {
    const left = value?.(a) ?? null;
    const right = value?.(b) ?? null;
    const byName = names.compare(a.container.name, b.container.name);
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName;
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : names.compare(String(left), String(right));
    return (descending ? -order : order) || byName;
  };
}
