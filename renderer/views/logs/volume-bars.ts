import type { LogVolume } from '../../../shared/contract/logs.ts';
import { type SeverityLevel, severityLevels } from '../../../shared/model/log-record.ts';

export interface VolumeSegment {
  level: SeverityLevel;
  count: number;
}

export interface VolumeBar {
  startMs: number;
  endMs: number;
  /** Bottom to top: the quiet levels carry the loud ones. */
  segments: VolumeSegment[];
  total: number;
}

/** One stacked bar a step; steps without a line are left out. */
export function volumeBars({ startMs, stepMs, counts }: LogVolume): VolumeBar[] {
  const steps = counts[0]?.[1].length ?? 0;
  const ordered = counts.toSorted(([a], [b]) => severityLevels.indexOf(a) - severityLevels.indexOf(b));
  const bars: VolumeBar[] = [];
  for (let i = 0; i < steps; i++) {
    const segments = ordered
      .map(([level, values]) => ({ level, count: values[i]! }))
      .filter(({ count }) => count > 0);
    const total = segments.reduce((sum, { count }) => sum + count, 0);
    if (total > 0)
      bars.push({ startMs: startMs + i * stepMs, endMs: startMs + (i + 1) * stepMs, segments, total });
  }
  return bars;
}

export function levelTotals({ counts }: LogVolume): Map<SeverityLevel, number> {
  return new Map(counts.map(([level, values]) => [level, values.reduce((sum, value) => sum + value, 0)]));
}

/** A round number at or above the highest bar, for the axis. */
export function axisTop(bars: VolumeBar[]): number {
  const highest = bars.reduce((most, { total }) => Math.max(most, total), 1);
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 3, 5, 10].map((factor) => factor * power).find((top) => top >= highest) ?? highest;
}
