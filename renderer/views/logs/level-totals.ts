import type { LogVolume } from '../../../shared/contract/logs.ts';
import type { SeverityLevel } from '../../../shared/model/log-record.ts';

/** Lines of the whole range by level. */
export function levelTotals({ counts }: LogVolume): Map<SeverityLevel, number> {
  return new Map(counts.map(([level, values]) => [level, values.reduce((sum, value) => sum + value, 0)]));
}
