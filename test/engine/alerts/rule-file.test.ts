import { expect, test } from 'vitest';
import { parseRuleFile } from '../../../electron/engine/alerts/rules/rule-file.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const text = (file: string) => readCorpus(file).toString('utf8');

function countsOf(file: string): [groups: number, alerting: number, recording: number] {
  const read = parseRuleFile(text(file));
  if (!read.ok) throw new Error(read.error.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const rules = read.value.groups.flatMap((group) => group.rules);
  const alerting = rules.filter(({ kind }) => kind === 'alert').length;
  return [read.value.groups.length, alerting, rules.length - alerting];
}

function faultsOf(source: string): string[] {
  const read = parseRuleFile(source);
  return read.ok ? [] : read.error.map(({ line, message }) => `${line}: ${message}`);
}

test.skipIf(!hasCorpus).each([
  ['awesome-blackbox-blackbox-exporter.yml', [1, 9, 0]],
  ['awesome-docker-containers-google-cadvisor.yml', [1, 9, 0]],
  ['awesome-host-and-hardware-node-exporter.yml', [1, 35, 0]],
  ['awesome-jaeger-embedded-exporter.yml', [1, 8, 0]],
  ['awesome-kafka-danielqsj-kafka-exporter.yml', [1, 2, 0]],
  ['awesome-loki-embedded-exporter.yml', [1, 4, 0]],
  ['awesome-mysql-mysqld-exporter.yml', [1, 14, 0]],
  ['awesome-redis-oliver006-redis-exporter.yml', [1, 12, 0]],
  ['awesome-traefik-embedded-exporter-v2.yml', [1, 3, 0]],
  ['kube-prometheus-nodeExporter-prometheusRule.yaml', [2, 26, 15]],
  ['mixin-kubernetes-alerts.yaml', [10, 65, 0]],
  ['mixin-loki-rules.yaml', [1, 0, 18]],
  ['mixin-node-exporter-alerts.yaml', [1, 26, 0]],
  ['mixin-postgres-exporter-alerts.yaml', [1, 15, 0]],
  ['prometheus-rulefmt-test_aliases.yaml', [2, 6, 2]],
  ['prometheus-rulefmt-utf-8_lname.good.yaml', [1, 0, 1]],
  ['prometheus-rules-fixture-alert_rule.yaml', [1, 1, 0]],
  ['prometheus-rules-fixture-rules_multi_doc.yaml', [1, 0, 1]],
  ['prometheus-rules-fixture-rules_multiple_independent.yaml', [1, 0, 8]],
  ['promtool/rules.yml', [2, 2, 3]],
  ['promtool/rules_duplicates.yml', [2, 0, 5]],
  ['vmalert-kube-good.yml', [24, 84, 76]],
  ['vmalert-rules-multi-doc-good.yml', [1, 1, 0]],
] as const)('%s is read: groups, alerting and recording rules', (file, counts) => {
  expect(countsOf(`alert-rules/${file}`)).toEqual(counts);
});

test.skipIf(!hasCorpus).each([
  [
    'bad_expr.bad',
    '5: group "yolo", rule 1, "yolo": could not parse expression: 1:6: parse error: expected type range vector in call to function "rate", got instant vector',
  ],
  ['duplicate_grp.bad', '3: groupname: "yolo" is repeated in the same file'],
  [
    'invalid_record_name.bad',
    '4: group "yolo", rule 1, "strawberry{flavor="sweet"}": invalid recording rule name: strawberry{flavor="sweet"}',
  ],
  ['no_rec_alert.bad', `4: group "yolo", rule 1, "": one of 'record' or 'alert' must be set`],
  ['record_and_alert.bad', `4: group "yolo", rule 1, "Hi": only one of 'record' and 'alert' must be set`],
  [
    'record_and_keep_firing_for.bad',
    `6: group "yolo", rule 1, "Hello": invalid field 'keep_firing_for' in recording rule`,
  ],
])('%s is refused with its line and reason', (name, fault) => {
  expect(faultsOf(text(`alert-rules/prometheus-rulefmt-${name}.yaml`))).toEqual([fault]);
});

test.skipIf(!hasCorpus)(
  'everything that is wrong with a file is told, and fields of other products are refused',
  () => {
    expect(faultsOf(text('alert-rules/vmalert-rules0-bad.yml')).map((fault) => fault.slice(0, 40))).toEqual([
      '6: group "group", rule 1, "InvalidExpr":',
      '12: group "group", rule 2, "EmptyExpr": ',
      '20: group "group", rule 3, "": one of \'r',
    ]);
    expect(faultsOf(text('alert-rules/vmalert-rules_interval_bad.yml'))).toEqual([
      '4: field eval_offset not found in groups',
    ]);
  },
);

test.skipIf(!hasCorpus).each([
  ['reference/ecommerce-rules.yml', [1, 5, 0]],
  ['reference/container-kit-alerts.yml', [1, 4, 0]],
] as const)('%s, which guides tell people to write, is read', (file, counts) => {
  expect(countsOf(file)).toEqual(counts);
});

test('what a group says for its rules is kept', () => {
  const read = parseRuleFile(`groups:
- name: g
  interval: 30s
  query_offset: 1m
  limit: 5
  labels: { team: a }
  rules:
  - alert: A
    expr: up == 0
    for: 5m
    keep_firing_for: 1h
    labels: { severity: page }
`);
  expect(read.ok && read.value.groups[0]).toMatchObject({
    intervalMs: 30_000,
    queryOffsetMs: 60_000,
    limit: 5,
    labels: new Map([['team', 'a']]),
    rules: [{ kind: 'alert', forMs: 300_000, keepFiringForMs: 3_600_000, line: 8 }],
  });
});

test.each([
  ['groups: [{name: "", rules: []}]', ['1: Groupname must not be empty']],
  [
    'groups: [{name: g, rules: [{alert: A, expr: up, labels: {__name__: x}}]}]',
    ['1: group "g", rule 1, "A": invalid label name: __name__'],
  ],
  ['groups: [{name: g, interval: soon}]', ['1: interval: not a valid duration: "soon"']],
  [
    'groups: [{name: g, rules: [{alert: A, expr: up, annotations: {a: "{{ if }}"}}]}]',
    ['1: group "g", rule 1, "A": annotation "a": template: __alert_A:1: missing value for if'],
  ],
  ['rules: []', ['1: field rules not found in the configuration']],
  ['groups: 5', ['1: groups: expected a list']],
])('%s is refused', (source, faults) => {
  expect(faultsOf(source)).toEqual(faults);
});

test('a file whose aliases grow out of all measure is refused', () => {
  const levels = Array.from('abcdefghi');
  const bomb = levels
    .map(
      (name, i) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? 'x' : `*${levels[i - 1]}`)
          .join(', ')}]`,
    )
    .join('\n');
  expect(faultsOf(`${bomb}\ngroups: *i\n`)).toEqual([
    'null: Excessive alias count indicates a resource exhaustion attack',
  ]);
});
