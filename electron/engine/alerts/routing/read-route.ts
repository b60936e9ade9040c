import type { YamlSection } from '../../scrape/config/yaml-section.ts';
import { readMatchers } from './read-matchers.ts';
import type { Route } from './route.ts';

interface Known {
  receivers: ReadonlyMap<string, unknown>;
  timeIntervals: ReadonlyMap<string, unknown>;
}

/** What holds at the top where nothing is said, as by Alertmanager. */
const STANDARD = {
  receiver: '',
  groupBy: [] as readonly string[] | 'all',
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 4 * 3_600_000,
};
const MOST_DEEP = 64;

type Inherited = Pick<Route, keyof typeof STANDARD>;

/** @throws ConfigError */
export function readRootRoute(section: YamlSection, known: Known): Route {
  const route = readRoute(section, STANDARD, known, 0);
  if (route.receiver === '') section.fail('root route must specify a default receiver');
  if (route.matchers.length > 0) section.fail('root route must not have any matchers');
  if (route.muteTimeIntervals.length > 0) section.fail('root route must not have any mute time intervals');
  if (route.activeTimeIntervals.length > 0)
    section.fail('root route must not have any active time intervals');
  return { ...route, continue: false };
}

function readRoute(section: YamlSection, above: Inherited, known: Known, depth: number): Route {
  if (depth > MOST_DEEP) section.fail(`routes stand more than ${MOST_DEEP} deep`);
  const own: Inherited = {
    receiver: receiverOf(section, known) ?? above.receiver,
    groupBy: groupBy(section) ?? above.groupBy,
    groupWaitMs: section.duration('group_wait') ?? above.groupWaitMs,
    groupIntervalMs: positive(section, 'group_interval') ?? above.groupIntervalMs,
    repeatIntervalMs: positive(section, 'repeat_interval') ?? above.repeatIntervalMs,
  };
  const route = {
    ...own,
    matchers: readMatchers(section, 'match', 'match_re', 'matchers'),
    continue: section.boolean('continue') ?? false,
    muteTimeIntervals: intervals(section, 'mute_time_intervals', known),
    activeTimeIntervals: intervals(section, 'active_time_intervals', known),
    routes: section.sections('routes').map((child) => readRoute(child, own, known, depth + 1)),
    line: section.line,
  };
  section.end();
  return route;
}

function receiverOf(section: YamlSection, { receivers }: Known): string | undefined {
  const name = section.text('receiver');
  if (name !== undefined && !receivers.has(name))
    section.fail(`undefined receiver "${name}" used in route`, 'receiver');
  return name;
}

function groupBy(section: YamlSection): readonly string[] | 'all' | undefined {
  const labels = section.strings('group_by');
  // An empty list says nothing, as by Alertmanager.
  if (labels === undefined || labels.length === 0) return undefined;
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  if (repeated !== undefined) section.fail(`duplicated label "${repeated}" in group_by`, 'group_by');
  if (!labels.includes('...')) return labels;
  if (labels.length > 1) {
    section.fail('cannot have wildcard group_by (`...`) and other labels at the same time', 'group_by');
  }
  return 'all';
}

function positive(section: YamlSection, key: string): number | undefined {
  const ms = section.duration(key);
  return ms === 0 ? section.fail(`${key} cannot be zero`, key) : ms;
}

function intervals(section: YamlSection, key: string, { timeIntervals }: Known): string[] {
  const names = section.strings(key) ?? [];
  const unknown = names.find((name) => !timeIntervals.has(name));
  return unknown === undefined
    ? names
    : section.fail(`undefined time interval "${unknown}" used in route`, key);
}
