import type { AlertMatcher } from '../../../../shared/alerts/matchers.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import { ConfigError, type ConfigWarning } from '../../scrape/config/config-error.ts';
import { parseYaml, type YamlSection } from '../../scrape/config/yaml-section.ts';
import { readMatchers } from './read-matchers.ts';
import { readRootRoute } from './read-route.ts';
import { readTimeIntervals } from './read-time-intervals.ts';
import { globalFields } from './receiver-fields.ts';
import { type Fields, type Receiver, readFields, readReceiver } from './receivers.ts';
import type { Route } from './route.ts';
import type { TimeInterval } from './time-interval.ts';

export interface InhibitRule {
  source: readonly AlertMatcher[];
  target: readonly AlertMatcher[];
  /** Labels that both must have with the same value. */
  equal: readonly string[];
}

export interface AlertmanagerConfig {
  global: Fields;
  /** As they are written: paths, which may hold `*`. */
  templates: readonly string[];
  route: Route;
  receivers: ReadonlyMap<string, Receiver>;
  inhibitRules: readonly InhibitRule[];
  timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  warnings: readonly ConfigWarning[];
}

/**
 * Reads an alertmanager.yml.
 *
 * Source: prometheus.io/docs/alerting/latest/configuration
 */
export function parseAlertmanagerConfig(text: string): Result<AlertmanagerConfig, ConfigError> {
  const warnings: ConfigWarning[] = [];
  try {
    const root = parseYaml(text, warnings);
    const global = globalOf(root);
    const templates = root.strings('templates') ?? [];
    const receivers = receiversOf(root, global);
    const timeIntervals = readTimeIntervals(root);
    const routeSection = root.section('route') ?? root.fail('no routes provided');
    const route = readRootRoute(routeSection, { receivers, timeIntervals });
    const inhibitRules = root.sections('inhibit_rules').map(inhibitRule);
    root.unsupported('tracing', 'Trivet does not trace itself');
    root.end();
    return ok({ global, templates, route, receivers, inhibitRules, timeIntervals, warnings });
  } catch (error) {
    if (error instanceof ConfigError) return err(error);
    throw error;
  }
}

function globalOf(root: YamlSection): Fields {
  const section = root.section('global');
  if (!section) return { values: new Map() };
  const fields = readFields(section, globalFields);
  section.end();
  return fields;
}

function receiversOf(root: YamlSection, global: Fields): Map<string, Receiver> {
  const receivers = new Map<string, Receiver>();
  for (const section of root.sections('receivers')) {
    const receiver = readReceiver(section, global);
    if (receivers.has(receiver.name))
      section.fail(`notification config name "${receiver.name}" is not unique`);
    receivers.set(receiver.name, receiver);
  }
  return receivers;
}

function inhibitRule(section: YamlSection): InhibitRule {
  section.ignore('name');
  const rule = {
    source: readMatchers(section, 'source_match', 'source_match_re', 'source_matchers'),
    target: readMatchers(section, 'target_match', 'target_match_re', 'target_matchers'),
    equal: section.strings('equal') ?? [],
  };
  section.end();
  return rule;
}
