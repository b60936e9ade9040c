import type Dockerode from 'dockerode';
import type { ImageInfo } from 'dockerode';
import type { ImageLayer, ImageSummary, PruneResult } from '../../../shared/contract/docker.ts';
import { diskUsage } from './disk-usage.ts';
import { maskText } from './secrets.ts';

/** Images as a person counts them: intermediate layers left out, `<none>` is no tag. */
export async function listImages(
  docker: Dockerode,
  containersOf: (imageId: string) => number,
): Promise<ImageSummary[]> {
  const images = await docker.listImages();
  return images.map((image) => ({
    id: image.Id,
    tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    sizeBytes: image.Size,
    createdMs: image.Created * 1000,
    containers: containersOf(image.Id),
  }));
}

interface HistoryEntry {
  CreatedBy: string;
  Size: number;
  Created: number;
}

/** Newest layer first; build arguments in the commands are masked. */
export async function imageLayers(docker: Dockerode, id: string): Promise<ImageLayer[]> {
  const history = (await docker.getImage(id).history()) as HistoryEntry[];
  return history.map(({ CreatedBy, Size, Created }) => ({
    createdBy: maskText(CreatedBy ?? ''),
    sizeBytes: Size,
    createdMs: Created * 1000,
  }));
}

interface RemoveEntry {
  Untagged?: string;
  Deleted?: string;
}

/** Removes an image, or only this tag of it where it has others. Freed is what no other image shares. */
export async function removeImage(docker: Dockerode, id: string, force: boolean): Promise<PruneResult> {
  const [before, { Id }] = await Promise.all([imageSizes(docker), docker.getImage(id).inspect()]);
  const answer = (await docker.getImage(id).remove({ force })) as RemoveEntry[];
  const deleted = answer.some(({ Deleted }) => Deleted === Id);
  const removed = answer.map(({ Untagged, Deleted }) => Untagged ?? Deleted ?? '').filter(Boolean);
  return { removed, freedBytes: deleted ? (before.get(Id) ?? 0) : 0 };
}

/** Dangling images, or with `all` every image that no container uses. */
export async function prunePreview(
  docker: Dockerode,
  all: boolean,
  containersOf: (imageId: string) => number,
): Promise<PruneResult> {
  const [images, sizes] = await Promise.all([docker.listImages(), imageSizes(docker)]);
  const unused = images.filter((image) => containersOf(image.Id) === 0 && (all || isDangling(image)));
  return {
    removed: unused.map((image) => (isDangling(image) ? image.Id : (image.RepoTags?.[0] ?? image.Id))),
    freedBytes: unused.reduce((sum, image) => sum + (sizes.get(image.Id) ?? image.Size), 0),
  };
}

export async function pruneImages(docker: Dockerode, all: boolean): Promise<PruneResult> {
  const filters = { dangling: [all ? 'false' : 'true'] };
  const { ImagesDeleted, SpaceReclaimed } = await docker.pruneImages({ filters });
  const removed = ((ImagesDeleted ?? []) as RemoveEntry[]).map((entry) => entry.Untagged ?? entry.Deleted);
  return { removed: removed.filter((name) => name !== undefined), freedBytes: SpaceReclaimed ?? 0 };
}

const isDangling = ({ RepoTags }: ImageInfo) => (RepoTags ?? []).every((tag) => tag === '<none>:<none>');

/** Bytes that would be free without the image, by its id. */
async function imageSizes(docker: Dockerode): Promise<Map<string, number>> {
  const { Images } = await diskUsage(docker);
  return new Map(
    (Images ?? []).map(({ Id, Size, SharedSize }) => [Id, Math.max(0, Size - Math.max(0, SharedSize ?? 0))]),
  );
}
