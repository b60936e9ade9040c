import type { Baseline, BaselineSeries } from '../contract/baseline.ts';
import { formatDuration, formatFloat } from '../promql/number.ts';

type Shown = Pick<Baseline, 'factor' | 'wantedDays' | 'leastDays' | 'aroundMs' | 'recentMs'> & {
  series: readonly Pick<BaselineSeries, 'from' | 'days' | 'flat'>[];
};

/** What a band was made of, to stand beside it: nothing of it is left to be guessed. */
export function baselineText(baseline: Shown): string {
  const { factor, wantedDays, leastDays, aroundMs, recentMs, series } = baseline;
  if (series.length === 0) return 'no series to hold against their past';
  const parts: string[] = [];
  const band = `median ± ${formatFloat(factor)} MAD of`;
  const byDay = series.filter(({ from }) => from === 'time-of-day');
  if (byDay.length > 0) {
    const around = aroundMs > 0 ? ` (± ${formatDuration(aroundMs)})` : '';
    parts.push(`${band} ${wantedDays} days at this time of day${around}; ${daysText(byDay)} present`);
  }
  const recent = series.filter(({ from }) => from === 'recent');
  if (recent.length > 0) {
    const which = byDay.length > 0 ? `${recent.length} series: ` : '';
    parts.push(
      `${which}${band} the ${formatDuration(recentMs)} before each moment, for ${daysText(recent)} of ${wantedDays} are present where ${leastDays} are needed for the time of day`,
    );
  }
  if (series.some(({ flat }) => flat)) parts.push('where values do not vary there is no band');
  return parts.join('; ');
}

function daysText(series: readonly Pick<BaselineSeries, 'days'>[]): string {
  const days = series.map((one) => one.days);
  const [least, most] = [Math.min(...days), Math.max(...days)];
  return least === most ? `${most} ${most === 1 ? 'day' : 'days'}` : `${least} to ${most} days`;
}
