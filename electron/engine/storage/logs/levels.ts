import { type SeverityLevel, severityLevels } from '../../../../shared/model/log-record.ts';

/** By place in `severityLevels`, whether the level is wanted; null where all are. */
export const levelSet = (levels: readonly SeverityLevel[] | undefined): boolean[] | null =>
  levels ? severityLevels.map((level) => levels.includes(level)) : null;

/** Levels that are in both; undefined is all. */
export const bothLevels = (
  a: SeverityLevel[] | undefined,
  b: SeverityLevel[] | undefined,
): SeverityLevel[] | undefined => (a && b ? a.filter((level) => b.includes(level)) : (a ?? b));
