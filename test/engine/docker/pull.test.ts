import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { authFromConfig, registryOf } from '../../../electron/engine/docker/registry-auth.ts';
import type { PullProgress } from '../../../shared/contract/docker.ts';
import type { TrivetError } from '../../../shared/contract/errors.ts';
import { docker, dockerTest, eventually } from '../../docker.ts';
import { startRegistry } from '../../registry.ts';
import { tempDir } from '../../temp-dir.ts';
import type { TestEngine } from '../test-engine.ts';
import { connected } from './connected.ts';

function pull({ client }: TestEngine, reference: string) {
  const seen: PullProgress[] = [];
  const ended = Promise.withResolvers<TrivetError | null>();
  const subscription = client.subscribe(
    'images.pull',
    { reference },
    {
      event: (progress) => void seen.push(progress),
      end: () => ended.resolve(null),
      error: ended.resolve,
    },
  );
  onTestFinished(() =>
    docker('rmi', '-f', reference).then(
      () => undefined,
      () => undefined,
    ),
  );
  return { seen, ended: ended.promise, cancel: () => subscription.dispose() };
}

const exists = (reference: string) =>
  docker('image', 'inspect', reference).then(
    () => true,
    () => false,
  );

dockerTest('a pull tells its progress by layer, ends, and the image is there', async () => {
  const running = await connected();
  const { reference } = await startRegistry({ layerBytes: 2_000_000 });
  const { seen, ended } = pull(running, reference);
  expect(await ended).toBeNull();
  const last = seen.at(-1);
  expect(last).toMatchObject({ done: true, status: expect.stringContaining('Downloaded newer image') });
  expect(last?.layers).toEqual([expect.objectContaining({ status: 'Pull complete' })]);
  expect(seen.slice(0, -1).every(({ done }) => !done)).toBe(true);
  expect(await exists(reference)).toBe(true);
  const [entry] = await running.client.call('audit.list', {});
  expect(entry).toMatchObject({ action: 'pull image', target: reference, outcome: 'ok' });
});

dockerTest('ending the subscription ends the pull', async () => {
  const running = await connected();
  const registry = await startRegistry({ stallLayer: true });
  const { cancel } = pull(running, registry.reference);
  await registry.sending;
  cancel();
  const [entry] = await eventually('written down', async () => {
    const log = await running.client.call('audit.list', {});
    return log.length > 0 && log;
  });
  expect(entry).toMatchObject({ action: 'pull image', outcome: 'failed' });
  expect(await exists(registry.reference)).toBe(false);
});

dockerTest('a private registry is asked with the login that docker login left', async () => {
  const running = await connected();
  const { reference } = await startRegistry({ login: 'me:hunter2' });
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  const auth = Buffer.from('me:hunter2').toString('base64');
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ auths: { [registryOf(reference)]: { auth } } }));
  process.env.DOCKER_CONFIG = dir;
  onTestFinished(() => {
    delete process.env.DOCKER_CONFIG;
  });
  const { ended } = pull(running, reference);
  expect(await ended).toBeNull();
  const log = await running.client.call('audit.list', {});
  expect(JSON.stringify(log)).not.toContain('hunter2');
});

test.each([
  ['redis', 'https://index.docker.io/v1/'],
  ['library/redis:7', 'https://index.docker.io/v1/'],
  ['docker.io/library/redis', 'https://index.docker.io/v1/'],
  ['ghcr.io/a/b:1', 'ghcr.io'],
  ['localhost/a', 'localhost'],
  ['127.0.0.1:5000/a@sha256:0', '127.0.0.1:5000'],
])('%s is at %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

test('credential helpers stand above stored logins; tokens are told apart', async () => {
  const config = JSON.stringify({
    auths: { 'ghcr.io': { auth: Buffer.from('a:b:c').toString('base64') } },
    credsStore: 'desktop',
    credHelpers: { 'ghcr.io': 'ghcr', 'evil.io': '../../bin/sh' },
  });
  const asked: string[] = [];
  const ask = (answer: string | null) => async (helper: string) => {
    asked.push(helper);
    return answer;
  };
  const helped = await authFromConfig(config, 'ghcr.io', ask('{"Username":"u","Secret":"s"}'));
  expect(helped).toEqual({ username: 'u', password: 's', serveraddress: 'ghcr.io' });
  const token = await authFromConfig(config, 'quay.io', ask('{"Username":"<token>","Secret":"t"}'));
  expect(token).toEqual({ identitytoken: 't', serveraddress: 'quay.io' });
  const fallen = await authFromConfig(config, 'ghcr.io', ask(null));
  expect(fallen).toEqual({ username: 'a', password: 'b:c', serveraddress: 'ghcr.io' });
  await authFromConfig(config, 'evil.io', ask(null));
  expect(asked).toEqual(['ghcr', 'desktop', 'ghcr']);
  expect(await authFromConfig('{broken', 'ghcr.io', ask(null))).toBeNull();
});
