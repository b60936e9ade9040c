import { rmSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import type { PullProgress } from '../../../shared/contract/docker.ts';
import type { TrivetError } from '../../../shared/contract/errors.ts';
import {
  BUSYBOX_IMAGE,
  busyboxTar,
  docker,
  dockerTest,
  ensureBusyboxImage,
  eventually,
  runContainer,
  uniqueName,
} from '../../docker.ts';
import { connected } from './connected.ts';

async function ownImage(tag: string): Promise<string> {
  const tar = await busyboxTar();
  onTestFinished(async () => {
    rmSync(tar, { force: true });
    await docker('rmi', '-f', tag).catch(() => undefined);
  });
  // A change of its own makes an image of its own.
  await docker('import', '--change', `LABEL own=${tag}`, '--message', 'PASSWORD=hunter2 build', tar, tag);
  return (await docker('image', 'inspect', '-f', '{{.Id}}', tag)).trim();
}

dockerTest('images are listed with tags, size and the containers that use them', async () => {
  const running = await connected();
  await ensureBusyboxImage();
  const name = uniqueName('img');
  await runContainer(name, [], ['sleep', '600']);
  const image = await eventually('used', async () => {
    const images = await running.client.call('images.list', {});
    return images.find(({ tags, containers }) => tags.includes(BUSYBOX_IMAGE) && containers > 0);
  });
  expect(image.sizeBytes).toBe(Number(await docker('image', 'inspect', '-f', '{{.Size}}', BUSYBOX_IMAGE)));
});

dockerTest('layers are told, newest first', async () => {
  const running = await connected();
  const tag = `${uniqueName('layers')}:1`;
  const id = await ownImage(tag);
  const layers = await running.client.call('images.layers', { id });
  expect(layers).toHaveLength(1);
  expect(layers[0]?.sizeBytes).toBeGreaterThan(500_000);
});

dockerTest('removing an image tells what it freed, and is written down', async () => {
  const running = await connected();
  const tag = `${uniqueName('remove')}:1`;
  const id = await ownImage(tag);
  const { removed } = await running.client.call('images.remove', { id: tag });
  expect(removed).toEqual(expect.arrayContaining([tag, id]));
  const [entry] = await running.client.call('audit.list', {});
  expect(entry).toMatchObject({ action: 'remove image', target: tag, outcome: 'ok' });
});

dockerTest('a dangling image is in the preview of a prune', async () => {
  const running = await connected();
  const tag = `${uniqueName('dangling')}:1`;
  const id = await ownImage(tag);
  onTestFinished(() =>
    docker('rmi', '-f', id).then(
      () => undefined,
      () => undefined,
    ),
  );
  await docker('tag', BUSYBOX_IMAGE, `${tag}-other`);
  onTestFinished(() =>
    docker('rmi', `${tag}-other`).then(
      () => undefined,
      () => undefined,
    ),
  );
  // The tag moves on, and what had it is left without a name.
  await docker('tag', BUSYBOX_IMAGE, tag);
  const preview = await running.client.call('images.prunePreview', {});
  expect(preview.removed).toContain(id);
  expect(preview.removed).not.toContain(tag);
  const all = await running.client.call('images.prunePreview', { all: true });
  expect(all.removed.length).toBeGreaterThanOrEqual(preview.removed.length);
});

dockerTest('a pull that fails says why in the daemon’s words', async () => {
  const running = await connected();
  const ended = Promise.withResolvers<TrivetError>();
  const seen: PullProgress[] = [];
  running.client.subscribe(
    'images.pull',
    { reference: '127.0.0.1:9/nothing/here' },
    { event: (progress) => void seen.push(progress), error: ended.resolve },
  );
  expect((await ended.promise).message).toMatch(/refused|127\.0\.0\.1:9/);
  const [entry] = await running.client.call('audit.list', {});
  expect(entry).toMatchObject({ action: 'pull image', outcome: 'failed' });
});

dockerTest('volumes have sizes, networks have their containers', async () => {
  const running = await connected();
  const [volume, network, name] = [uniqueName('vol'), uniqueName('net'), uniqueName('in')];
  await docker('volume', 'create', '--label', 'com.docker.compose.project=shop', volume);
  await docker('network', 'create', network);
  onTestFinished(async () => {
    await docker('network', 'rm', network).catch(() => undefined);
    await docker('volume', 'rm', '-f', volume).catch(() => undefined);
  });
  await runContainer(
    name,
    ['-v', `${volume}:/data`, '--network', network],
    ['sh', '-c', 'dd if=/dev/zero of=/data/x bs=1024 count=100 2>/dev/null; sleep 600'],
  );
  const sized = await eventually('counted', async () => {
    const volumes = await running.client.call('volumes.list', {});
    return volumes.find((one) => one.name === volume && (one.sizeBytes ?? 0) >= 102_400);
  });
  expect(sized).toMatchObject({ inUse: true, composeProject: 'shop', driver: 'local' });
  const joined = await eventually('joined', async () => {
    const networks = await running.client.call('networks.list', {});
    return networks.find((one) => one.name === network && one.containers[0]?.address);
  });
  expect(joined.subnets[0]).toMatch(/^\d+\.\d+\.\d+\.\d+\/\d+$/);
  expect(joined.containers).toEqual([
    { id: expect.any(String), name, address: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/) },
  ]);
});

dockerTest('disk usage equals what docker system df says', async () => {
  const running = await connected();
  const usage = await running.client.call('docker.diskUsage', {});
  expect(usage.imagesBytes).toBeGreaterThan(0);
  expect(usage.imagesReclaimableBytes).toBeLessThanOrEqual(usage.imagesBytes ?? 0);
  expect(usage.volumesBytes).toBeGreaterThanOrEqual(0);
  const { info } = await running.client.call('docker.info', {});
  expect(info).toMatchObject({ ServerVersion: await docker('version', '-f', '{{.Server.Version}}') });
});
