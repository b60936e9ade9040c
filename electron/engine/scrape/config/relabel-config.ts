import { RE2JS } from 're2js';
import { type RelabelAction, type RelabelRule, relabelActions } from '../relabel/relabel.ts';
import { isLabelName, type NameScheme } from './label-names.ts';
import type { YamlSection } from './yaml-section.ts';

const MOST_PATTERN_BYTES = 1024;
const MOST_MODULUS = 2n ** 64n - 1n;
/** What a target label or a replacement with references may look like (Prometheus, model/relabel). */
const LEGACY_TEMPLATE = /^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$/;

const noSources: RelabelAction[] = ['labeldrop', 'labelkeep'];
const equals: RelabelAction[] = ['keepequal', 'dropequal'];
const needTarget: RelabelAction[] = [...equals, 'replace', 'hashmod', 'lowercase', 'uppercase'];
const noReplacement: RelabelAction[] = [...equals, 'lowercase', 'uppercase'];

/** One entry of relabel_configs or metric_relabel_configs. @throws ConfigError */
export function relabelRule(section: YamlSection, scheme: NameScheme): RelabelRule {
  const rule = {
    action: action(section),
    sourceLabels: section.strings('source_labels') ?? [],
    separator: section.string('separator') ?? ';',
    ...regex(section),
    modulus: modulus(section),
    targetLabel: section.string('target_label') ?? '',
    replacement: section.string('replacement') ?? '$1',
    scheme,
  };
  section.end();
  checkFields(section, rule);
  checkNames(section, rule);
  return rule;
}

function action(section: YamlSection): RelabelAction {
  const text = section.string('action');
  if (text === undefined) return 'replace';
  if (text === '') section.fail('relabel action cannot be empty', 'action');
  const known = relabelActions.find((name) => name === text.toLowerCase());
  return known ?? section.fail(`unknown relabel action "${text}"`, 'action');
}

function regex(section: YamlSection): Pick<RelabelRule, 'regex' | 'matchesAll'> {
  const text = section.string('regex') ?? '(.*)';
  if (Buffer.byteLength(text) > MOST_PATTERN_BYTES) section.fail('regex: longer than 1 KiB', 'regex');
  try {
    return { regex: RE2JS.compile(text, RE2JS.DOTALL), matchesAll: text === '(.*)' || text === '.*' };
  } catch (error) {
    return section.fail(`regex: ${error instanceof Error ? error.message : String(error)}`, 'regex');
  }
}

function modulus(section: YamlSection): bigint {
  const text = section.text('modulus') ?? '0';
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > MOST_MODULUS) {
    section.fail(`modulus: expected a whole number, not "${text}"`, 'modulus');
  }
  return BigInt(text);
}

/** What may stand beside which action. */
function checkFields(section: YamlSection, { action, modulus, targetLabel, replacement }: RelabelRule): void {
  if (action === 'hashmod' && modulus === 0n) section.fail('hashmod requires a modulus that is not 0');
  if (needTarget.includes(action) && targetLabel === '') section.fail(`${action} requires target_label`);
  if (noReplacement.includes(action) && replacement !== '$1') {
    section.fail(`replacement cannot be set for ${action}`, 'replacement');
  }
  const only = equals.includes(action)
    ? ['source_labels', 'target_label']
    : noSources.includes(action)
      ? ['regex']
      : null;
  const other = only && section.keys().find((key) => key !== 'action' && !only.includes(key));
  if (only && other) section.fail(`${action} takes only ${only.join(' and ')}`, other);
}

function checkNames(section: YamlSection, { action, targetLabel, replacement, scheme }: RelabelRule): void {
  const templated = action === 'replace' && targetLabel.includes('$');
  const valid = templated ? isTemplate(targetLabel, scheme) : isLabelName(targetLabel, scheme);
  if (needTarget.includes(action) && !valid) {
    section.fail(`"${targetLabel}" is invalid target_label for ${action}`, 'target_label');
  }
  if (action === 'labelmap' && !isTemplate(replacement, scheme)) {
    section.fail(`"${replacement}" is invalid replacement for labelmap`, 'replacement');
  }
}

/** With UTF-8 names every template may turn into a name. */
export const isTemplate = (text: string, scheme: NameScheme): boolean =>
  scheme === 'legacy' ? LEGACY_TEMPLATE.test(text) : isLabelName(text, scheme);
