import type { DraftRule } from '../contract/alerts.ts';
import { quoted, unquoted } from '../promql/go-text.ts';
import { formatDuration, formatFloat, parseDuration, parseNumber } from '../promql/number.ts';
import { type SimpleKind, type SimpleShape, simpleShape, simpleShapes } from './simple-shapes.ts';

/** What a person says of a simple rule. */
export interface SimpleRule {
  kind: SimpleKind;
  name: string;
  /** Name of the container, service, …; empty for any. */
  subject: string;
  threshold: number;
  windowMs: number;
  /** Value of an option of the shape's choice; empty where it has none. */
  choice: string;
  forMs: number;
  severity: string;
}

/** A shape's usual rule, of any subject. */
export function usualRule(kind: SimpleKind, subject = ''): SimpleRule {
  const { name, forMs, severity, threshold, windowMs, choice } = simpleShape(kind);
  return {
    kind,
    name,
    subject,
    threshold: threshold?.standard ?? 0,
    windowMs: windowMs ?? 0,
    choice: choice?.options[0]?.value ?? '',
    forMs,
    severity,
  };
}

/** The rule as a rule file has it. */
export function draftOf(rule: SimpleRule): DraftRule {
  const { expr, summary } = simpleShape(rule.kind);
  return {
    name: rule.name,
    expr: filled(expr, rule),
    forMs: rule.forMs,
    keepFiringForMs: 0,
    labels: rule.severity === '' ? [] : [['severity', rule.severity]],
    annotations: [['summary', filled(summary, rule)]],
  };
}

/** The simple rule that a rule is; null where it says anything that the form cannot. */
export function simpleRuleOf(draft: DraftRule): SimpleRule | null {
  for (const shape of simpleShapes) {
    const rule = readBy(shape, draft);
    if (rule && isSame(draftOf(rule), draft)) return rule;
  }
  return null;
}

/** Rules that are worth having on any machine with containers. */
export const readyMadeRules = (): SimpleRule[] =>
  (
    [
      'memory',
      'oom',
      'restarts',
      'exit',
      'health',
      'log-level',
      'errors',
      'latency',
      'target',
      'disk',
    ] as const
  ).map((kind) => usualRule(kind));

const HOLE = /<(subject|window|choice|threshold)>/g;

function filled(text: string, { subject, windowMs, choice, threshold }: SimpleRule): string {
  const values: Record<string, string> = {
    subject: subject === '' ? '!=""' : `=${quoted(subject)}`,
    window: formatDuration(windowMs),
    choice,
    threshold: formatFloat(threshold),
  };
  return text.replace(HOLE, (_, hole: string) => values[hole] as string);
}

const PATTERNS: Record<string, string> = {
  subject: '(?<subject>!=""|="(?:[^"\\\\]|\\\\.)*")',
  window: '(?<window>[0-9a-z]+)',
  choice: '(?<choice>[!=~]*"[^"]*"|[0-9.]+)',
  threshold: '(?<threshold>[-+]?[0-9.]+)',
};

/** Matches what an expression becomes; a hole that stands twice has the same in both places. */
function patternOf(expr: string): RegExp {
  const seen = new Set<string>();
  const pattern = expr.split(HOLE).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return PATTERNS[part];
  });
  return new RegExp(`^${pattern.join('')}$`);
}

function readBy(shape: SimpleShape, { name, expr, forMs, labels }: DraftRule): SimpleRule | null {
  const found = patternOf(shape.expr).exec(expr.trim())?.groups;
  if (!found && !patternOf(shape.expr).test(expr.trim())) return null;
  const { subject = '!=""', window = '0', choice = '', threshold = '0' } = found ?? {};
  const windowMs = parseDuration(window);
  if (typeof windowMs === 'string') return null;
  return {
    kind: shape.kind,
    name,
    subject: subject.startsWith('=') ? unquoted(subject.slice(1)) : '',
    threshold: parseNumber(threshold),
    windowMs,
    choice,
    forMs,
    severity: labels.find(([label]) => label === 'severity')?.[1] ?? '',
  };
}

const isSame = (a: DraftRule, b: DraftRule): boolean =>
  a.expr === b.expr.trim() &&
  a.keepFiringForMs === b.keepFiringForMs &&
  samePairs(a.labels, b.labels) &&
  samePairs(a.annotations, b.annotations);

const samePairs = (a: DraftRule['labels'], b: DraftRule['labels']): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
