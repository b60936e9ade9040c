import type { DraftRule } from '../../../../../shared/contract/alerts.ts';
import { formatFloat } from '../../../../../shared/promql/number.ts';
import { parse } from '../../../../../shared/promql/parse.ts';
import { thresholdOf } from '../../../../../shared/promql/threshold.ts';

/** One of the rules that are tried beside each other. */
export interface Version {
  key: 'saved' | 'edited' | 'lower' | 'higher';
  /** What its threshold is compared by, where it has one to be told by; null for the rule as a whole. */
  threshold: { word: string; value: number } | null;
  title: string;
  rule: DraftRule;
}

const WORDS: Record<string, string> = { '>': 'above', '>=': 'from', '<': 'below', '<=': 'up to' };
/**
 * A lower and a higher threshold. A share of a whole cannot pass 100 %: towards that, the rest is doubled and halved.
 */
export function othersOf(value: number, isShare: boolean): [lower: number, higher: number] {
  if (isShare && value > 50 && value < 100) return [100 - 2 * (100 - value), 100 - (100 - value) / 2];
  return [value * 0.6, value * 1.6];
}

/**
 * The rule as it is written, with it the saved one where they differ, and the same with a lower and a higher threshold
 * where it has one.
 */
export function versionsOf(rule: DraftRule, saved: DraftRule | null, isShare = false): Version[] {
  const changed = saved !== null && !isSameCourse(saved, rule);
  const around = thresholds(rule);
  const own: Version = {
    key: 'edited',
    threshold: around && { word: around.word, value: around.value },
    title: changed ? 'as edited' : 'this rule',
    rule,
  };
  const versions: Version[] = [];
  if (around) {
    const [lower, higher] = othersOf(around.value, isShare);
    versions.push(variant('lower', around, lower), own, variant('higher', around, higher));
  } else versions.push(own);
  if (changed) versions.unshift({ key: 'saved', threshold: null, title: 'as saved', rule: saved });
  return versions;
}

/** Whether two rules fire alike: texts of annotations change nothing of it. */
const isSameCourse = (a: DraftRule, b: DraftRule): boolean =>
  a.expr === b.expr &&
  a.forMs === b.forMs &&
  a.keepFiringForMs === b.keepFiringForMs &&
  JSON.stringify(a.labels) === JSON.stringify(b.labels);

interface Around {
  rule: DraftRule;
  word: string;
  value: number;
  place: { from: number; to: number };
}

function thresholds(rule: DraftRule): Around | null {
  const parsed = parse(rule.expr);
  const threshold = parsed.ok ? thresholdOf(parsed.value) : null;
  const word = threshold && WORDS[threshold.op];
  if (!threshold || !word || threshold.value === 0 || !Number.isFinite(threshold.value)) return null;
  return { rule, word, value: threshold.value, place: threshold.place };
}

function variant(key: 'lower' | 'higher', { rule, word, place }: Around, exact: number): Version {
  const value = Number(exact.toPrecision(2));
  const expr = rule.expr.slice(0, place.from) + formatFloat(value) + rule.expr.slice(place.to);
  return { key, threshold: { word, value }, title: key, rule: { ...rule, expr } };
}
