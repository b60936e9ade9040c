import type { Label, Labels } from '../../../../shared/model/series.ts';
import type { MemoryGrowth } from './memory-growth.ts';
import type { BoardGroup } from './rule-board.ts';
import type { RuleFacts } from './thread-messages.ts';

type EntityOf = (labels: Labels) => string | null;

/** The containers that a memory alert is pending or firing for. */
export function memoryEntities(groups: readonly BoardGroup[], entityOf: EntityOf): Set<string> {
  const found = new Set<string>();
  for (const { rules, alerts } of groups) {
    const ofMemory = new Set(rules.filter((rule) => rule.ofMemory).map(({ id }) => id));
    for (const { ruleId, state, labels } of alerts) {
      if (state === 'inactive' || !ofMemory.has(ruleId)) continue;
      const entity = entityOf(labels);
      if (entity !== null) found.add(entity);
    }
  }
  return found;
}

/** The annotation `process` of a memory alert, unless its rule has one of its own. */
export function growthOf(
  rule: RuleFacts | undefined,
  labels: Labels,
  { growth, entityOf }: { growth?: Pick<MemoryGrowth, 'annotation'>; entityOf?: EntityOf },
): Label[] {
  if (!growth || !entityOf || !rule?.ofMemory) return [];
  if (rule.annotations.some(([name]) => name === 'process')) return [];
  const entity = entityOf(labels);
  return entity === null ? [] : growth.annotation(entity);
}
