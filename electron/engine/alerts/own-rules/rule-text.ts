import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { DraftRule } from '../../../../shared/contract/alerts.ts';
import { formatDuration } from '../../../../shared/promql/number.ts';

/** A rule's place in a file. */
export interface RulePlace {
  group: number;
  rule: number;
}

/** The group that new rules go to. */
export const OWN_GROUP = 'trivet';

/**
 * The text of a rule file with a rule more, or with another in the place of one; comments and everything else in it
 * stay. The text must be one that can be read.
 *
 * @returns the place that the rule has in it
 */
export function withRule(
  text: string,
  rule: DraftRule,
  replaces: RulePlace | null,
): { text: string; place: RulePlace } {
  const document: Document = parseDocument(text, { schema: 'core' });
  if (!isMap(document.contents)) document.contents = document.createNode({});
  const place = replaces ?? newPlace(document);
  const path = ['groups', place.group, 'rules', place.rule];
  if (!replaces) document.addIn(path.slice(0, -1), document.createNode({}));
  write(document, document.getIn(path) as YAMLMap, rule);
  return { text: document.toString({ lineWidth: 0 }), place };
}

/** The text without the rule, and without Trivet's own group once that has none. */
export function withoutRule(text: string, { group, rule }: RulePlace): string {
  const document = parseDocument(text, { schema: 'core' });
  document.deleteIn(['groups', group, 'rules', rule]);
  const rules = document.getIn(['groups', group, 'rules']);
  const isOwn = document.getIn(['groups', group, 'name']) === OWN_GROUP;
  if (isOwn && isSeq(rules) && rules.items.length === 0) document.deleteIn(['groups', group]);
  return document.toString({ lineWidth: 0 });
}

/** Behind the last rule of the own group, which is made where there is none. */
function newPlace(document: Document): RulePlace {
  if (!isSeq(document.get('groups'))) document.set('groups', document.createNode([]));
  const groups = document.get('groups') as YAMLSeq<YAMLMap>;
  groups.flow = false;
  let group = groups.items.findIndex((item) => item.get('name') === OWN_GROUP);
  if (group < 0)
    group = groups.items.push(document.createNode({ name: OWN_GROUP, rules: [] }) as YAMLMap) - 1;
  const own = groups.items[group] as YAMLMap;
  if (!isSeq(own.get('rules'))) own.set('rules', document.createNode([]));
  const rules = own.get('rules') as YAMLSeq;
  rules.flow = false;
  return { group, rule: rules.items.length };
}

function write(document: Document, node: YAMLMap, rule: DraftRule): void {
  const entries: [key: string, value: unknown][] = [
    ['alert', rule.name],
    ['expr', rule.expr],
    ['for', rule.forMs > 0 ? formatDuration(rule.forMs) : null],
    ['keep_firing_for', rule.keepFiringForMs > 0 ? formatDuration(rule.keepFiringForMs) : null],
    ['labels', pairsOf(rule.labels)],
    ['annotations', pairsOf(rule.annotations)],
  ];
  node.flow = false;
  for (const [key, value] of entries) {
    if (value === null) node.delete(key);
    else if (value instanceof Map && isMap(node.get(key)))
      writeMap(document, node.get(key) as YAMLMap, value);
    else if (node.get(key) !== value) node.set(key, document.createNode(value));
  }
}

/** Keys that stay keep their place and their comments. */
function writeMap(document: Document, node: YAMLMap, values: ReadonlyMap<string, string>): void {
  const before = node.items.map(({ key }) => String(key));
  for (const key of before) if (!values.has(key)) node.delete(key);
  for (const [key, value] of values) {
    if (node.get(key) !== value) node.set(key, document.createNode(value));
  }
}

const pairsOf = (pairs: DraftRule['labels']): ReadonlyMap<string, string> | null =>
  pairs.length > 0 ? new Map(pairs) : null;
