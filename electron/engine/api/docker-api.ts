import type { dockerMethods, dockerStreams } from '../../../shared/contract/docker.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { Audit } from '../docker/audit.ts';
import { diskUsage, diskUsageSums } from '../docker/disk-usage.ts';
import { dockerError } from '../docker/docker-error.ts';
import { requireDocker } from '../docker/find-container.ts';
import { imageLayers, listImages, pruneImages, prunePreview, removeImage } from '../docker/images.ts';
import { maskInspect } from '../docker/mask-inspect.ts';
import { pullImage } from '../docker/pull.ts';
import { listNetworks, listVolumes } from '../docker/volumes-and-networks.ts';
import type { EngineContext } from '../engine.ts';

type DockerContract = { methods: typeof dockerMethods; streams: typeof dockerStreams };

/** Images, volumes, networks and the daemon itself. */
export function createDockerApi({ docker: source }: EngineContext, audit: Audit) {
  const daemon = () => requireDocker(source);
  const containersOf = (imageId: string) =>
    [...source.containers.values()].filter((container) => container.imageId === imageId).length;

  const methods: Handlers<DockerContract> = {
    'docker.info': () => told(async () => ({ info: maskInspect(await daemon().info()) })),
    'docker.diskUsage': () => told(async () => diskUsageSums(await diskUsage(daemon()))),
    'images.list': () => told(() => listImages(daemon(), containersOf)),
    'images.layers': ({ id }) => told(() => imageLayers(daemon(), id)),
    'images.remove': ({ id, force }) =>
      audit.record('remove image', id, force ? 'forced' : '', () => removeImage(daemon(), id, force)),
    'images.prunePreview': ({ all }) => told(() => prunePreview(daemon(), all, containersOf)),
    'images.prune': ({ all }) =>
      audit.record('prune images', all ? 'all unused' : 'dangling', '', () => pruneImages(daemon(), all)),
    'volumes.list': () => told(() => listVolumes(daemon())),
    'networks.list': () => told(() => listNetworks(daemon(), source.containers.values())),
  };

  const streams: Subscribers<DockerContract> = {
    'images.pull': ({ reference }, sink) => {
      const cancel = new AbortController();
      const pull = audit.record('pull image', reference, '', () =>
        pullImage(daemon(), reference, cancel.signal, (progress) => sink.emit(progress)),
      );
      pull.then(
        () => sink.end(),
        (error) => sink.fail(error),
      );
      return disposable(() => cancel.abort());
    },
  };
  return { methods, streams };
}

/** The daemon's refusals in the contract's words. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw dockerError(error);
  }
}
