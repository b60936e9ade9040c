import { type Due, GroupSchedule } from './group-schedule.ts';
import type { AlertFacts, GroupAnswer, GroupFacts, RuleFacts, RuleOutcome } from './thread-messages.ts';

/** A group in force, with what came of its last evaluation. */
export interface BoardGroup {
  readonly facts: GroupFacts;
  readonly rules: readonly RuleFacts[];
  readonly schedule: GroupSchedule;
  /** In the order of its rules. */
  outcomes: readonly RuleOutcome[];
  alerts: readonly AlertFacts[];
  evaluatedMs: number | null;
  durationMs: number | null;
  /** Samples that it last gave. */
  samples: number;
  iterations: number;
  evaluations: number;
  failures: number;
  /** An evaluation waits or runs. */
  busy: boolean;
}

const unknown: RuleOutcome = {
  error: null,
  evaluatedMs: null,
  durationMs: null,
  pending: 0,
  firing: 0,
  resolved: 0,
};

/** The groups in force, when they are due and how they are. */
export class RuleBoard {
  #groups = new Map<string, BoardGroup>();
  #rules = new Map<string, RuleFacts>();

  get groups(): readonly BoardGroup[] {
    return [...this.#groups.values()];
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  rule(id: string): RuleFacts | undefined {
    return this.#rules.get(id);
  }

  /** Takes what is in force now; a group that was there keeps its place in time and what it told, rule by rule. */
  replace(groups: readonly GroupFacts[], rules: readonly RuleFacts[], nowMs: number): void {
    const before = this.#groups;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    const byGroup = Map.groupBy(rules, ({ groupId }) => groupId);
    this.#groups = new Map(
      groups.map((facts) => [facts.id, boardGroup(facts, byGroup.get(facts.id) ?? [], before, nowMs)]),
    );
  }

  /** Groups whose time has come; one that is still busy has missed it. */
  due(nowMs: number): [group: BoardGroup, due: Due][] {
    const found: [BoardGroup, Due][] = [];
    for (const group of this.#groups.values()) {
      if (group.busy) {
        group.schedule.miss(nowMs);
        continue;
      }
      const due = group.schedule.due(nowMs);
      if (due) found.push([group, due]);
    }
    return found;
  }

  isInForce(group: BoardGroup): boolean {
    return this.#groups.get(group.facts.id) === group;
  }

  took(group: BoardGroup, { timeMs }: Due, answer: GroupAnswer): void {
    group.outcomes = answer.rules;
    group.alerts = answer.alerts;
    group.evaluatedMs = timeMs;
    group.durationMs = answer.durationMs;
    group.samples = answer.output.ids.length;
    group.iterations++;
    group.evaluations += answer.rules.length;
    group.failures += answer.rules.filter(({ error }) => error !== null).length;
  }

  /** The whole group could not be evaluated. */
  failed(group: BoardGroup, message: string): void {
    group.outcomes = group.outcomes.map((outcome) => ({ ...outcome, error: message }));
    group.iterations++;
    group.evaluations += group.rules.length;
    group.failures += group.rules.length;
  }
}

function boardGroup(
  facts: GroupFacts,
  rules: readonly RuleFacts[],
  before: ReadonlyMap<string, BoardGroup>,
  nowMs: number,
): BoardGroup {
  const known = before.get(facts.id);
  const same = known?.facts.intervalMs === facts.intervalMs;
  const ids = new Set(rules.map(({ id }) => id));
  const outcomeOf = (id: string) => known?.outcomes[known.rules.findIndex((rule) => rule.id === id)];
  return {
    evaluatedMs: null,
    durationMs: null,
    samples: 0,
    iterations: 0,
    evaluations: 0,
    failures: 0,
    busy: false,
    ...known,
    facts,
    rules,
    schedule: known && same ? known.schedule : new GroupSchedule(facts, nowMs),
    outcomes: rules.map(({ id }) => outcomeOf(id) ?? unknown),
    alerts: known?.alerts.filter(({ ruleId }) => ids.has(ruleId)) ?? [],
  };
}
