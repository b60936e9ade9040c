// biome-ignore-all lint/suspicious/noTemplateCurlyInString: replacements of relabelling are written so
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../electron/engine/scrape/config/config-error.ts';
import type { NameScheme } from '../../../electron/engine/scrape/config/label-names.ts';
import { isTemplate, relabelRule } from '../../../electron/engine/scrape/config/relabel-config.ts';
import { parseYaml } from '../../../electron/engine/scrape/config/yaml-section.ts';
import { relabel } from '../../../electron/engine/scrape/relabel/relabel.ts';

const rules = (text: string, scheme: NameScheme = 'utf8') =>
  parseYaml(`rules:\n${text}`, [])
    .sections('rules')
    .map((section) => relabelRule(section, scheme));

function run(labels: Record<string, string>, text: string, scheme: NameScheme = 'utf8') {
  const map = new Map(Object.entries(labels));
  return relabel(map, rules(text, scheme)) ? Object.fromEntries(map) : null;
}

/** The cases of Prometheus' model/relabel, as configuration and labels. */
const cases: [
  what: string,
  labels: Record<string, string>,
  text: string,
  expected: Record<string, string> | null,
][] = [
  [
    'replace writes a new label from groups',
    { a: 'foo', b: 'bar' },
    '- { source_labels: [a], regex: f(.*), target_label: d, replacement: "ch${1}-ch${1}" }',
    { a: 'foo', b: 'bar', d: 'choo-choo' },
  ],
  [
    'steps see what earlier ones wrote',
    { a: 'foo', b: 'bar', c: 'baz' },
    `- { source_labels: [a, b], regex: "f(.*);(.*)r", target_label: a, replacement: "b\${1}\${2}m" }
- { source_labels: [c, a], regex: "(b).*b(.*)ba(.*)", target_label: d, replacement: "$1$2$2$3" }`,
    { a: 'boobam', b: 'bar', c: 'baz', d: 'boooom' },
  ],
  ['drop drops what matches', { a: 'foo' }, '- { source_labels: [a], regex: ".*o.*", action: drop }', null],
  [
    'drop needs the whole value',
    { a: 'foo' },
    '- { source_labels: [a], regex: f|o, action: drop }',
    { a: 'foo' },
  ],
  ['keep drops what does not match', { a: 'foo' }, '- { source_labels: [a], regex: no, action: keep }', null],
  [
    'keep keeps what matches',
    { a: 'foo' },
    '- { source_labels: [a], regex: "f.*", action: keep }',
    { a: 'foo' },
  ],
  [
    'no match, no replacement',
    { a: 'boo' },
    '- { source_labels: [a], regex: f, target_label: b, replacement: x }',
    { a: 'boo' },
  ],
  [
    'hashmod takes the last eight bytes of the MD5 sum',
    { c: 'baz' },
    '- { source_labels: [c], target_label: d, action: hashmod, modulus: 1000 }',
    { c: 'baz', d: '976' },
  ],
  [
    'hashmod of a value with a line break',
    { a: 'foo\nbar' },
    '- { source_labels: [a], target_label: b, action: hashmod, modulus: 1000 }',
    { a: 'foo\nbar', b: '734' },
  ],
  [
    'labelmap copies to new names',
    { a: 'foo', __meta_my_bar: 'aaa', __meta_my_baz: 'bbb', __meta_other: 'ccc' },
    '- { regex: "__meta_(my.*)", replacement: "${1}", action: labelmap }',
    {
      a: 'foo',
      __meta_my_bar: 'aaa',
      __meta_my_baz: 'bbb',
      __meta_other: 'ccc',
      my_bar: 'aaa',
      my_baz: 'bbb',
    },
  ],
  [
    'the target label may come from a group',
    { a: 'some-name-value' },
    '- { source_labels: [a], regex: "some-([^-]+)-([^,]+)", replacement: "${2}", target_label: "${1}" }',
    { a: 'some-name-value', name: 'value' },
  ],
  [
    'a group that is not there deletes',
    { a: 'some-name-value', name: 'x' },
    '- { source_labels: [a], regex: "some-([^-]+)-([^,]+)", replacement: "${3}", target_label: "${1}" }',
    { a: 'some-name-value' },
  ],
  [
    'a target label that comes out empty is left alone',
    { a: 'some-name-0' },
    '- { source_labels: [a], regex: "some-([^-]+)-([^,]+)", replacement: "${1}", target_label: "${3}" }',
    { a: 'some-name-0' },
  ],
  [
    'tags of a service discovery',
    { __meta_sd_tags: 'path:/secret,job:some-job,label:foo=bar' },
    `- { source_labels: [__meta_sd_tags], regex: "(?:.+,|^)path:(/[^,]+).*", target_label: __metrics_path__ }
- { source_labels: [__meta_sd_tags], regex: "(?:.+,|^)job:([^,]+).*", target_label: job }
- { source_labels: [__meta_sd_tags], regex: "(?:.+,|^)label:([^=]+)=([^,]+).*", replacement: "\${2}", target_label: "\${1}" }`,
    {
      __meta_sd_tags: 'path:/secret,job:some-job,label:foo=bar',
      __metrics_path__: '/secret',
      job: 'some-job',
      foo: 'bar',
    },
  ],
  [
    'labelkeep',
    { a: 'foo', b1: 'bar', b2: 'baz' },
    '- { regex: "(b.*)", action: labelkeep }',
    { b1: 'bar', b2: 'baz' },
  ],
  ['labeldrop', { a: 'foo', b1: 'bar', b2: 'baz' }, '- { regex: "(b.*)", action: labeldrop }', { a: 'foo' }],
  [
    'a label may be dropped and come back',
    { name: 'foo', port: '9091' },
    `- { regex: ^name$, action: labeldrop }
- { source_labels: [port], regex: (.+), replacement: metrics, target_label: name }
- { source_labels: [name], regex: ^metrics$, action: keep }`,
    { port: '9091', name: 'metrics' },
  ],
  [
    'uppercase and lowercase',
    { foo: 'bAr123Foo' },
    `- { source_labels: [foo], action: uppercase, target_label: up }
- { source_labels: [foo], action: lowercase, target_label: low }`,
    { foo: 'bAr123Foo', up: 'BAR123FOO', low: 'bar123foo' },
  ],
  [
    'keepequal, equal',
    { a: '1', b: '1' },
    '- { source_labels: [a], action: keepequal, target_label: b }',
    { a: '1', b: '1' },
  ],
  [
    'keepequal, not equal',
    { a: '1', b: '2' },
    '- { source_labels: [a], action: keepequal, target_label: b }',
    null,
  ],
  [
    'dropequal, equal',
    { a: '1', b: '1' },
    '- { source_labels: [a], action: dropequal, target_label: b }',
    null,
  ],
  [
    'dropequal, not equal',
    { a: '1', b: '2' },
    '- { source_labels: [a], action: dropequal, target_label: b }',
    { a: '1', b: '2' },
  ],
  ['a dot matches a line break', { a: 'x\ny' }, '- { source_labels: [a], regex: x.y, action: drop }', null],
  [
    'an empty regex matches nothing but nothing',
    { a: 'x' },
    '- { source_labels: [a], regex: "", action: drop }',
    { a: 'x' },
  ],
  ['actions in any case', { a: 'x' }, '- { source_labels: [a], regex: x, action: DROP }', null],
  ['an empty replacement deletes', { a: 'x', b: 'y' }, '- { target_label: b, replacement: "" }', { a: 'x' }],
];

test.each(cases)('%s', (_what, labels, text, expected) => {
  expect(run(labels, text)).toEqual(expected);
});

describe('what a rule may be', () => {
  test.each([
    ['- { action: null }', 'relabel action cannot be empty'],
    ['- { source_labels: [a] }', 'replace requires target_label'],
    ['- { action: lowercase, source_labels: [a] }', 'lowercase requires target_label'],
    ['- { action: keep, regex: "(" }', 'regex: '],
    ['- { action: nothing }', 'unknown relabel action "nothing"'],
    ['- { action: hashmod, target_label: a, modulus: many }', 'modulus: expected a whole number'],
    ['- { action: uppercase, target_label: a, replacement: b }', 'replacement cannot be set for uppercase'],
    [
      '- { action: keepequal, source_labels: [a], target_label: b, regex: c }',
      'keepequal takes only source_labels and target_label',
    ],
    ['- { action: labeldrop, separator: "," }', 'labeldrop takes only regex'],
    [`- { action: keep, regex: ${'a'.repeat(1025)} }`, 'regex: longer than 1 KiB'],
  ])('%s is refused', (text, message) => {
    expect(() => rules(text)).toThrow(ConfigError);
    expect(() => rules(text)).toThrow(message);
  });

  test.each([
    ['0${3}', 'replace'],
    ['-${3}', 'replace'],
    ['foo${', 'replace'],
  ])('%s is no target label with the older names', (target) => {
    expect(() => rules(`- { source_labels: [a], target_label: "${target}" }`, 'legacy')).toThrow(
      'is invalid target_label for replace',
    );
  });

  test.each([
    ['-label', false],
    ['label', true],
    ['label${1}', true],
    ['${1}label', true],
    ['${', false],
    ['$', false],
    ['${}', false],
    ['$1', true],
    ['asd$2asd', true],
    ['-foo${1}bar-', false],
    ['_${1}_', true],
    ['foo${bar}foo', true],
  ])('the older names: %s is a template: %s', (text, valid) => {
    expect(isTemplate(text, 'legacy')).toBe(valid);
  });
});
