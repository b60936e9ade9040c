import type { ContainerSummary } from '../../shared/model/container.ts';
import { members, summary } from '../e2e/stand-in/shop.ts';

const NOW = Date.UTC(2026, 10, 20, 14, 40);

/** A container of the shop, with what a test changes about it. */
export function container(name: string, changes: Partial<ContainerSummary> = {}): ContainerSummary {
  const member = members.find((candidate) => candidate.name === name);
  if (!member) throw new Error(`the shop has no ${name}`);
  return { ...summary(member, NOW), ...changes };
}
