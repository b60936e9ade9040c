import type { DoctorFinding, DoctorRule } from '../../../../shared/contract/trace-answers.ts';

/** What each rule is about, for a person. */
export const ruleTitle: Record<DoctorRule, string> = {
  'unknown-service': 'Service without a name',
  'missing-parent': 'Parents that never came',
  'clock-skew': 'Clocks that disagree',
  'root-ends-early': 'Roots that end before their children',
  'missing-resource': 'Resource attributes missing',
  'status-use': 'Status used wrongly',
  'span-name-cardinality': 'Too many span names',
};

export const severities = ['error', 'warning', 'info'] as const;

export const severityTitle: Record<DoctorFinding['severity'], string> = {
  error: 'Wrong',
  warning: 'Doubtful',
  info: 'Could be better',
};

export interface RuleGroup {
  rule: DoctorRule;
  severity: DoctorFinding['severity'];
  /** Most concerned first. */
  findings: DoctorFinding[];
  count: number;
}

/** Findings by severity and rule, the gravest and the most frequent first. */
export function groupFindings(findings: DoctorFinding[]): RuleGroup[] {
  const groups = new Map<string, RuleGroup>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const group = groups.get(key) ?? {
      rule: finding.rule,
      severity: finding.severity,
      findings: [],
      count: 0,
    };
    group.findings.push(finding);
    group.count += finding.count;
    groups.set(key, group);
  }
  for (const { findings: own } of groups.values())
    own.sort((a, b) => b.count - a.count || a.service.localeCompare(b.service));
  return [...groups.values()].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.count - a.count,
  );
}
