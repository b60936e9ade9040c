import type Dockerode from 'dockerode';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Inventory } from '../../../electron/engine/docker/inventory.ts';

const entry = (id: string, more: object = {}) => ({
  Id: id,
  Names: [`/${id}`],
  Image: 'shop/web',
  ImageID: 'sha256:1',
  Created: 1,
  Ports: [{ PrivatePort: 80, PublicPort: 8080, Type: 'tcp', IP: '0.0.0.0' }],
  Labels: { role: 'web' },
  State: 'running',
  Status: 'Up 4 minutes',
  NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2' } } },
  ...more,
});

const inspection = (id: string, restarts = 0) => ({
  Id: id,
  RestartCount: restarts,
  Path: 'web',
  Args: ['--port', '80'],
  State: {
    Running: true,
    StartedAt: '2026-01-01T00:00:00Z',
    Health: { Status: 'healthy', Log: [{ Output: 'ok' }] },
  },
  HostConfig: { Memory: 1, RestartPolicy: { Name: 'always' } },
  Config: { Env: ['A=b'], Cmd: ['web'], Labels: { role: 'web' }, Image: 'shop/web' },
  Mounts: [{ Type: 'bind', Source: '/a', Destination: '/b', RW: true }],
});

/** A daemon that answers what it is told to. */
function daemon(list: () => unknown, inspect: (id: string) => unknown) {
  const inspected: string[] = [];
  const docker = {
    listContainers: async () => list(),
    getContainer: (id: string) => ({
      inspect: async () => {
        inspected.push(id);
        return inspect(id);
      },
    }),
  } as unknown as Dockerode;
  return { docker, inspected };
}

const quiet = { onInspected: () => undefined, onUnreadable: () => undefined };
const signal = new AbortController().signal;

test('a container is inspected once, and again when it was touched or the list says otherwise', async () => {
  let status = 'Up 4 minutes';
  const { docker, inspected } = daemon(() => [entry('a', { Status: status })], inspection);
  const inventory = new Inventory(quiet);
  expect(await inventory.reconcile(docker, signal)).toBe(true);
  status = 'Up 5 minutes';
  expect(await inventory.reconcile(docker, signal)).toBe(false);
  expect(inspected).toHaveLength(1);
  inventory.touch('a');
  await inventory.reconcile(docker, signal);
  expect(inspected).toHaveLength(2);
  status = 'Up 5 minutes (Paused)';
  await inventory.reconcile(docker, signal);
  expect(inspected).toHaveLength(3);
});

test('what happens while a container is being inspected is not forgotten', async () => {
  const inventory = new Inventory(quiet);
  let restarts = 0;
  const { docker, inspected } = daemon(
    () => [entry('a')],
    (id) => {
      const answer = inspection(id, restarts++);
      if (restarts === 2) inventory.touch('a');
      return answer;
    },
  );
  await inventory.reconcile(docker, signal);
  inventory.touch('a');
  await inventory.reconcile(docker, signal);
  await inventory.reconcile(docker, signal);
  expect(inspected).toHaveLength(3);
  expect(inventory.containers.get('a')?.restarts).toBe(2);
});

test('a container that goes away while it is inspected is listed without facts', async () => {
  const { docker } = daemon(
    () => [entry('a'), entry('b')],
    (id) => {
      if (id === 'a') throw Object.assign(new Error('no such container'), { statusCode: 404 });
      return inspection(id);
    },
  );
  const inventory = new Inventory(quiet);
  await inventory.reconcile(docker, signal);
  expect(inventory.containers.get('a')).toMatchObject({ state: 'running', restarts: null, startedMs: null });
  expect(inventory.containers.get('b')).toMatchObject({ restarts: 0, health: 'healthy' });
});

/** The value with one part of it, chosen by the numbers, replaced. */
function mutate(value: unknown, choices: number[], by: unknown): unknown {
  const [choice, ...rest] = choices;
  if (choice === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[choice % Math.max(keys.length, 1)];
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = mutate(copy[key], rest, by);
  return copy;
}

test('however odd one container is described, no other is hidden by it', async () => {
  const choices = fc.array(fc.nat(20), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(choices, choices, fc.jsonValue({ maxDepth: 2 }), async (inList, inInspect, by) => {
      const { docker } = daemon(
        () => [mutate(entry('odd'), inList, by), entry('good')],
        (id) => (id === 'good' ? inspection(id) : mutate(inspection(id), inInspect, by)),
      );
      const inventory = new Inventory(quiet);
      await inventory.reconcile(docker, signal);
      expect(inventory.containers.get('good')).toMatchObject({ state: 'running', restarts: 0 });
    }),
    { numRuns: 500 },
  );
});
