import { expect, test } from 'vitest';
import { groupFindings } from '../../../../renderer/views/traces/doctor/doctor-groups.ts';
import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';

const finding = (
  rule: DoctorFinding['rule'],
  severity: DoctorFinding['severity'],
  service: string,
  count: number,
): DoctorFinding => ({ rule, severity, service, count, of: 100, what: '', cure: '', examples: [] });

test('findings stand together by rule, the gravest and most frequent first', () => {
  const groups = groupFindings([
    finding('missing-resource', 'info', 'a', 90),
    finding('missing-parent', 'warning', 'b', 2),
    finding('clock-skew', 'warning', 'a', 9),
    finding('missing-parent', 'warning', 'a', 3),
    finding('unknown-service', 'error', 'c', 1),
  ]);
  expect(groups.map(({ rule, count }) => [rule, count])).toEqual([
    ['unknown-service', 1],
    ['clock-skew', 9],
    ['missing-parent', 5],
    ['missing-resource', 90],
  ]);
  expect(groups[2]!.findings.map(({ service }) => service)).toEqual(['a', 'b']);
});
