import { createHash } from 'node:crypto';
import type { RE2JS } from 're2js';
import type { Label, Labels } from '../../../../shared/model/series.ts';
import { isLabelName, type NameScheme } from '../config/label-names.ts';
import { expandTemplate } from './expand-template.ts';

export const relabelActions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof relabelActions)[number];

/** One step, checked: see relabel-config.ts. */
export interface RelabelRule {
  action: RelabelAction;
  sourceLabels: readonly string[];
  separator: string;
  /** Anchored at both ends, dot is any character. */
  regex: RE2JS;
  /** True for `(.*)`, which everything matches. */
  matchesAll: boolean;
  modulus: bigint;
  targetLabel: string;
  replacement: string;
  scheme: NameScheme;
}

/**
 * Runs the steps over a label set, in place, as Prometheus' model/relabel does; an empty value is no label.
 *
 * @returns false when a step drops it
 */
export function relabel(labels: Map<string, string>, rules: readonly RelabelRule[]): boolean {
  return rules.every((rule) => apply(rule, labels));
}

/** Sorted by name in code-unit order, without empty values. */
export function toLabels(labels: ReadonlyMap<string, string>): Labels {
  const list: Label[] = [];
  for (const label of labels) if (label[1] !== '') list.push(label);
  return list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function apply(rule: RelabelRule, labels: Map<string, string>): boolean {
  const value = rule.sourceLabels.map((name) => labels.get(name) ?? '').join(rule.separator);
  switch (rule.action) {
    case 'drop':
      return !matches(rule, value);
    case 'keep':
      return matches(rule, value);
    case 'dropequal':
      return (labels.get(rule.targetLabel) ?? '') !== value;
    case 'keepequal':
      return (labels.get(rule.targetLabel) ?? '') === value;
    case 'replace':
      replace(rule, value, labels);
      return true;
    case 'lowercase':
      set(labels, rule.targetLabel, value.toLowerCase());
      return true;
    case 'uppercase':
      set(labels, rule.targetLabel, value.toUpperCase());
      return true;
    case 'hashmod':
      set(labels, rule.targetLabel, String(hash(value) % rule.modulus));
      return true;
    case 'labelmap':
      for (const [name, text] of [...labels]) mapLabel(rule, name, text, labels);
      return true;
    case 'labeldrop':
      for (const name of [...labels.keys()]) if (matches(rule, name)) labels.delete(name);
      return true;
    case 'labelkeep':
      for (const name of [...labels.keys()]) if (!matches(rule, name)) labels.delete(name);
      return true;
  }
}

const matches = (rule: RelabelRule, value: string): boolean => rule.matchesAll || rule.regex.matches(value);

function set(labels: Map<string, string>, name: string, value: string): void {
  if (value === '') labels.delete(name);
  else labels.set(name, value);
}

function replace(rule: RelabelRule, value: string, labels: Map<string, string>): void {
  const match = rule.regex.matcher(value);
  if (!match.matches()) return;
  const target = expandTemplate(rule.targetLabel, match);
  if (isLabelName(target, rule.scheme)) set(labels, target, expandTemplate(rule.replacement, match));
}

function mapLabel(rule: RelabelRule, name: string, value: string, labels: Map<string, string>): void {
  const match = rule.regex.matcher(name);
  if (match.matches()) set(labels, expandTemplate(rule.replacement, match), value);
}

/** The last eight bytes of the MD5 sum, as every version of Prometheus takes them. */
const hash = (value: string): bigint => createHash('md5').update(value, 'utf8').digest().readBigUInt64BE(8);
