import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';

/** An operation over all paths that lead to it. */
export interface OperationTime {
  service: string;
  name: string;
  count: number;
  errors: number;
  selfNano: number;
}

/** Operations with the time that was spent in themselves, most first. */
export function operationTimes(flame: AggregateFlame): OperationTime[] {
  const found = new Map<string, OperationTime>();
  for (let i = 0; i < flame.parent.length; i++) {
    const service = flame.services[flame.service[i]!]!;
    const name = flame.names[flame.name[i]!]!;
    const key = `${service}\u0000${name}`;
    const row = found.get(key) ?? { service, name, count: 0, errors: 0, selfNano: 0 };
    row.count += flame.count[i]!;
    row.errors += flame.errors[i]!;
    row.selfNano += flame.selfNano[i]!;
    found.set(key, row);
  }
  return [...found.values()].sort((a, b) => b.selfNano - a.selfNano || (a.name < b.name ? -1 : 1));
}

/** The whole of the top frames: what widths are shares of. */
export function totalNano({ parent, totalNano: totals }: AggregateFlame): number {
  return totals.reduce((sum, total, i) => sum + (parent[i]! < 0 ? total : 0), 0);
}
