import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import { ConfigError, type ConfigWarning } from '../../scrape/config/config-error.ts';
import { isLabelName } from '../../scrape/config/label-names.ts';
import { parseYaml, type YamlSection } from '../../scrape/config/yaml-section.ts';
import { templateFault } from '../templates/alert-template.ts';
import type { AlertingRule, RecordingRule, Rule, RuleFile, RuleGroup } from './rule.ts';

const MOST_GROUPS = 1_000;
const MOST_RULES = 10_000;

/** Where faults of one file are gathered: a file is refused whole, and told everything that is wrong with it. */
type Faults = ConfigError[];

/**
 * Reads a file of Prometheus' rules. Of several YAML documents the first counts, as for Prometheus; an object of kind
 * PrometheusRule gives the groups of its `spec`.
 *
 * Source: prometheus.io/docs/prometheus/latest/configuration/recording_rules and alerting_rules
 */
export function parseRuleFile(text: string): Result<RuleFile, ConfigError[]> {
  const warnings: ConfigWarning[] = [];
  const faults: Faults = [];
  try {
    const root = groupsOf(parseYaml(firstDocument(text), warnings));
    const groups = groupList(root, faults);
    root.end();
    return faults.length > 0 ? err(faults) : ok({ groups, warnings });
  } catch (error) {
    if (error instanceof ConfigError) return err([...faults, error]);
    throw error;
  }
}

function firstDocument(text: string): string {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, i) => (/^---(\s|$)/.test(line) ? [i] : []));
  const hasContent = (to: number) =>
    lines.slice(0, to).some((line) => /^\s*[^#\s]/.test(line) && !line.startsWith('---'));
  const next = starts.find((line) => hasContent(line));
  return next === undefined ? text : lines.slice(0, next).join('\n');
}

function groupsOf(root: YamlSection): YamlSection {
  if (root.string('kind') !== 'PrometheusRule') return root;
  root.ignore('apiVersion', 'metadata');
  const spec = root.section('spec') ?? root.fail('an object of kind PrometheusRule has its groups in spec');
  root.end();
  return spec;
}

function groupList(root: YamlSection, faults: Faults): RuleGroup[] {
  const sections = root.sections('groups');
  if (sections.length > MOST_GROUPS) root.fail(`more than ${MOST_GROUPS} groups`, 'groups');
  const names = new Set<string>();
  const groups: RuleGroup[] = [];
  for (const section of sections) {
    const group = collected(faults, () => ruleGroup(section, faults));
    if (!group) continue;
    if (group.name === '') faults.push(new ConfigError('Groupname must not be empty', group.line));
    if (names.has(group.name)) {
      faults.push(new ConfigError(`groupname: "${group.name}" is repeated in the same file`, group.line));
    }
    names.add(group.name);
    groups.push(group);
  }
  if (groups.reduce((sum, { rules }) => sum + rules.length, 0) > MOST_RULES) {
    root.fail(`more than ${MOST_RULES} rules`, 'groups');
  }
  return groups;
}

/** What it throws of the file is kept, so that the rest is looked at too. */
function collected<T>(faults: Faults, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(error);
    return null;
  }
}

function ruleGroup(section: YamlSection, faults: Faults): RuleGroup {
  const name = section.string('name') ?? '';
  const group = {
    name,
    intervalMs: section.duration('interval') ?? null,
    queryOffsetMs: section.duration('query_offset') ?? null,
    limit: section.integer('limit') ?? 0,
    labels: labels(section, `group "${name}"`),
    line: section.line,
  };
  const rules = section
    .sections('rules')
    .map((rule, i) => collected(faults, () => ruleOf(rule, `group "${name}", rule ${i + 1}`)));
  section.end();
  return { ...group, rules: rules.filter((rule) => rule !== null) };
}

function ruleOf(section: YamlSection, place: string): Rule {
  const record = section.text('record');
  const alert = section.text('alert');
  const name = record ?? alert ?? '';
  const where = `${place}, "${name}"`;
  if (record && alert) section.fail(`${where}: only one of 'record' and 'alert' must be set`, 'record');
  if (name === '') section.fail(`${where}: one of 'record' or 'alert' must be set`);
  const rule = record ? recordingRule(section, name, where) : alertingRule(section, name, where);
  section.end();
  return rule;
}

function recordingRule(section: YamlSection, name: string, where: string): RecordingRule {
  for (const key of ['for', 'keep_firing_for', 'annotations']) {
    if (section.has(key)) section.fail(`${where}: invalid field '${key}' in recording rule`, key);
  }
  if (/[{}]/.test(name) || !name.isWellFormed()) {
    section.fail(`${where}: invalid recording rule name: ${name}`, 'record');
  }
  return { kind: 'record', name, ...common(section, where) };
}

function alertingRule(section: YamlSection, name: string, where: string): AlertingRule {
  const rule = {
    kind: 'alert' as const,
    name,
    ...common(section, where),
    forMs: section.duration('for') ?? 0,
    keepFiringForMs: section.duration('keep_firing_for') ?? 0,
    annotations: section.stringMap('annotations'),
  };
  for (const key of rule.annotations.keys()) {
    if (!isLabelName(key, 'utf8')) section.fail(`${where}: invalid annotation name: ${key}`, 'annotations');
  }
  checkTemplates(section, rule, where);
  return rule;
}

function checkTemplates(section: YamlSection, rule: AlertingRule, where: string): void {
  for (const [kind, texts] of [
    ['label', rule.labels],
    ['annotation', rule.annotations],
  ] as const) {
    for (const [name, text] of texts) {
      const fault = templateFault(rule.name, text);
      if (fault) section.fail(`${where}: ${kind} "${name}": ${fault}`, `${kind}s`);
    }
  }
}

function common(section: YamlSection, where: string) {
  const expr = section.string('expr') ?? '';
  if (expr.trim() === '') section.fail(`${where}: field 'expr' must be set in rule`);
  const parsed = parse(expr);
  if (!parsed.ok)
    section.fail(`${where}: could not parse expression: ${faultText(expr, parsed.error)}`, 'expr');
  return { expr, parsed: parsed.value, labels: labels(section, where), line: section.line };
}

function labels(section: YamlSection, where: string): ReadonlyMap<string, string> {
  const found = section.stringMap('labels');
  for (const [name, value] of found) {
    if (!isLabelName(name, 'utf8') || name === '__name__') {
      section.fail(`${where}: invalid label name: ${name}`, 'labels');
    }
    if (!value.isWellFormed()) section.fail(`${where}: invalid label value: ${value}`, 'labels');
  }
  return found;
}
