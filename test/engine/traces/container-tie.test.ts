import { expect, test } from 'vitest';
import type { BatchResource } from '../../../electron/engine/formats/spans/span-batch.ts';
import { ContainerTies } from '../../../electron/engine/traces/container-tie.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { noDocker } from '../receivers/no-docker.ts';

const idOf = (digit: string) => digit.repeat(64);

function container(digit: string, changes: Partial<ContainerSummary> = {}): ContainerSummary {
  const name = `c${digit}`;
  const base = { id: idOf(digit), name, entity: `name:${name}`, state: 'running', networks: [] };
  return { composeService: null, ...base, ...changes } as unknown as ContainerSummary;
}

function ties(...containers: ContainerSummary[]) {
  const known = new Map(containers.map((one) => [one.id, one]));
  const onContainers = new Emitter<ReadonlyMap<string, ContainerSummary>>();
  const found = new ContainerTies({ ...noDocker, containers: known, onContainers });
  return { found, known, onContainers };
}

const resource = (changes: Partial<BatchResource> = {}): BatchResource => ({
  content: new Uint8Array(),
  service: 'shop',
  containerId: null,
  hostName: null,
  container: null,
  ...changes,
});

const at = (address: string) => ({ networks: [{ name: 'n', address }] });

test('evidence is taken in order: container id, host name, sender, compose service', () => {
  const all = [
    container('a'),
    container('b'),
    container('c', at('172.18.0.5')),
    container('d', { composeService: 'shop' }),
  ];
  const { found } = ties(...all);
  const full = resource({ containerId: idOf('a'), hostName: idOf('b').slice(0, 12) });
  expect(found.find(full, '172.18.0.5')).toEqual({ entity: 'name:ca', name: 'ca', by: 'container.id' });
  expect(found.find({ ...full, containerId: null }, '172.18.0.5')?.by).toBe('host.name');
  expect(found.find(resource(), '172.18.0.5')).toMatchObject({ name: 'cc', by: 'sender address' });
  expect(found.find(resource(), null)).toMatchObject({ name: 'cd', by: 'compose service' });
  expect(found.find(resource({ service: 'other' }), null)).toBeNull();
});

test('a short container id is enough, one that differs later is another container', () => {
  const { found } = ties(container('a'));
  expect(found.find(resource({ containerId: idOf('a').slice(0, 12) }), null)?.name).toBe('ca');
  expect(found.find(resource({ containerId: `${'a'.repeat(12)}${'f'.repeat(52)}` }), null)).toBeNull();
});

test('a service of several containers names none of them', () => {
  const replicas = ['a', 'b'].map((digit) => container(digit, { composeService: 'shop' }));
  expect(ties(...replicas).found.find(resource(), null)).toBeNull();
});

test('an address belongs to who runs now', () => {
  const { found } = ties(
    container('a', { ...at('172.18.0.5'), state: 'exited' }),
    container('b', at('172.18.0.5')),
  );
  expect(found.find(resource(), '172.18.0.5')?.name).toBe('cb');
});

test('a container that appears is known at once', () => {
  const { found, known, onContainers } = ties();
  expect(found.find(resource(), '172.18.0.5')).toBeNull();
  const one = container('a', at('172.18.0.5'));
  known.set(one.id, one);
  onContainers.fire(known);
  expect(found.find(resource(), '172.18.0.5')?.name).toBe('ca');
});

test('a name that a collector of logs tells stands before the address that it sends from', () => {
  const { found } = ties(container('a'), container('b', at('172.18.0.5')));
  const told = { service: '', containerId: null, hostName: null, containerName: '/ca' };
  expect(found.findContainer(told, '172.18.0.5')).toMatchObject({
    container: { name: 'ca' },
    by: 'container.name',
  });
  expect(found.findContainer({ ...told, containerName: 'other' }, '172.18.0.5')?.container.name).toBe('cb');
});
