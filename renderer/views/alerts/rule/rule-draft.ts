import { draftOf, type SimpleRule, simpleRuleOf, usualRule } from '../../../../shared/alerts/simple-rules.ts';
import { type SimpleKind, simpleKinds, simpleShape } from '../../../../shared/alerts/simple-shapes.ts';
import type { DraftRule, RuleView } from '../../../../shared/contract/alerts.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';

/** A rule that is being written: by a few fields, or whole. */
export interface RuleDraft {
  /** Null where it is written whole. */
  simple: SimpleRule | null;
  rule: DraftRule;
}

export const simpleDraft = (simple: SimpleRule): RuleDraft => ({ simple, rule: draftOf(simple) });
export const wholeDraft = (rule: DraftRule): RuleDraft => ({ simple: null, rule });

/** Opens in the form again where it is one that the form can say. */
export const openedDraft = (rule: DraftRule): RuleDraft => ({ simple: simpleRuleOf(rule), rule });

export const ruleOfView = ({
  name,
  expr,
  forMs,
  keepFiringForMs,
  labels,
  annotations,
}: RuleView): DraftRule => ({ name, expr, forMs, keepFiringForMs, labels, annotations });

const isKind = (text: string | null): text is SimpleKind => simpleKinds.some((kind) => kind === text);

/** What an address asks for: a shape with its subject, or an expression. Null where it is to be chosen. */
export function draftOfAddress(params: URLSearchParams): RuleDraft | null {
  const shape = params.get('shape');
  if (isKind(shape)) return simpleDraft(usualRule(shape, params.get('subject') ?? ''));
  if (shape !== 'promql' && !params.has('expr')) return null;
  return wholeDraft({
    name: params.get('name') ?? 'NewRule',
    expr: params.get('expr') ?? '',
    forMs: 60_000,
    keepFiringForMs: 0,
    labels: [['severity', 'warning']],
    annotations: [['summary', '']],
  });
}

/** What stands in the way of keeping a rule; null for nothing that is seen without the engine. */
export function draftFault({ simple, rule }: RuleDraft): string | null {
  if (rule.name.trim() === '') return 'A rule needs a name.';
  if (rule.expr.trim() === '') return 'A rule needs an expression.';
  if (simple && Number.isNaN(simple.threshold)) return 'The threshold is no number.';
  const needsWindow = simple && simpleShape(simple.kind).windowMs !== null;
  if (needsWindow && !(simple.windowMs > 0)) return 'The time that is looked at is no duration.';
  if (Number.isNaN(rule.forMs) || Number.isNaN(rule.keepFiringForMs)) return 'A time is no duration.';
  const parsed = parse(rule.expr);
  if (!parsed.ok) return faultText(rule.expr, parsed.error);
  const names = [...rule.labels, ...rule.annotations].map(([name]) => name);
  return names.some((name) => name.trim() === '') ? 'A label or annotation has no name.' : null;
}

/** As it is kept: empty annotations say nothing. */
export const keptRule = (rule: DraftRule): DraftRule => ({
  ...rule,
  name: rule.name.trim(),
  expr: rule.expr.trim(),
  annotations: rule.annotations.filter(([, text]) => text !== ''),
});
