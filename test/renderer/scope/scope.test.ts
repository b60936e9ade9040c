import { expect, test } from 'vitest';
import { containerPath } from '../../../renderer/scope/container-path.ts';
import {
  inScope,
  parseScope,
  type Scope,
  scopeText,
  servicesInScope,
} from '../../../renderer/scope/scope.ts';
import { scopeChoices } from '../../../renderer/scope/scope-choices.ts';
import { container } from '../containers.ts';

const all = ['api', 'worker-1', 'worker-2', 'mailpit', 'registry'].map((name) => container(name));

test.each<Scope>([
  { kind: 'all' },
  { kind: 'project', project: 'shop' },
  { kind: 'service', project: 'shop', service: 'worker' },
  { kind: 'container', name: 'registry' },
])('$kind comes back from the address', (scope) => expect(parseScope(scopeText(scope))).toEqual(scope));

test.each([
  ['', ['api', 'worker-1', 'worker-2', 'mailpit', 'registry']],
  ['shop', ['api', 'worker-1', 'worker-2']],
  ['shop/worker', ['worker-1', 'worker-2']],
  ['~registry', ['registry']],
  ['nobody', []],
])('scope "%s" lets through %j', (text, names) => {
  const scope = parseScope(text);
  expect(all.filter((one) => inScope(scope, one)).map(({ name }) => name)).toEqual(names);
});

test('services are null for everything, else those of the containers', () => {
  expect(servicesInScope({ kind: 'all' }, all)).toBeNull();
  expect([...(servicesInScope(parseScope('shop'), all) ?? [])]).toEqual(['api', 'worker']);
});

test('choices are projects, services and what is in no project, with how many are behind them', () => {
  const [projects, services, others] = scopeChoices(all, '');
  expect(projects?.items.map(({ name, count }) => [name, count])).toEqual([
    ['shop', 3],
    ['tools', 1],
  ]);
  expect(services?.items.map(({ key, count }) => [key, count])).toContainEqual(['shop/worker', 2]);
  expect(others?.items.map(({ name }) => name)).toEqual(['registry']);
  expect(scopeChoices(all, 'mail').flatMap(({ items }) => items.map(({ key }) => key))).toEqual([
    'tools/mailpit',
  ]);
});

test('a name with a dot does not look like a file in the address', () => {
  expect(containerPath('web.1')).toBe('/containers/web%2E1');
  expect(containerPath('<b>/x')).toBe('/containers/%3Cb%3E%2Fx');
});
