import { ConfigError } from '../../scrape/config/config-error.ts';
import type { YamlSection } from '../../scrape/config/yaml-section.ts';
import {
  checkedLocation,
  dayOfMonthRange,
  IntervalError,
  monthRange,
  type TimeInterval,
  timeRange,
  weekdayRange,
  yearRange,
} from './time-interval.ts';

/** `time_intervals`, and `mute_time_intervals` as they were called before. @throws ConfigError */
export function readTimeIntervals(root: YamlSection): Map<string, TimeInterval[]> {
  const found = new Map<string, TimeInterval[]>();
  for (const section of [...root.sections('mute_time_intervals'), ...root.sections('time_intervals')]) {
    const name = section.text('name') ?? section.fail('missing name in time interval');
    if (found.has(name)) section.fail(`time interval "${name}" is not unique`);
    found.set(name, section.sections('time_intervals').map(readInterval));
    section.end();
  }
  return found;
}

function readInterval(section: YamlSection): TimeInterval {
  try {
    const list = <T>(key: string, read: (text: string) => T) => (section.strings(key) ?? []).map(read);
    const interval = {
      times: section.sections('times').map(readTimes),
      weekdays: list('weekdays', weekdayRange),
      daysOfMonth: list('days_of_month', dayOfMonthRange),
      months: list('months', monthRange),
      years: list('years', yearRange),
      location: checkedLocation(section.string('location') ?? ''),
    };
    section.end();
    return interval;
  } catch (error) {
    if (error instanceof IntervalError) throw new ConfigError(error.message, section.line);
    throw error;
  }
}

function readTimes(section: YamlSection) {
  const range = timeRange(section.string('start_time') ?? '', section.string('end_time') ?? '');
  section.end();
  return range;
}
