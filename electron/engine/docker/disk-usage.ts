import type Dockerode from 'dockerode';
import type { DiskUsage } from '../../../shared/contract/docker.ts';
import { signalled } from './daemon-api.ts';

/** GET /system/df up to API 1.51; -1 stands for what was not counted. */
export interface DiskUsageAnswer {
  LayersSize?: number;
  Images?: { Id: string; Size: number; SharedSize?: number; Containers?: number }[] | null;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { Name: string; UsageData?: { Size: number; RefCount: number } | null }[] | null;
  BuildCache?: { Size?: number; Shared?: boolean }[] | null;
}

/** Walking every layer and volume may take the daemon a while. */
const TIMEOUT_MS = 60_000;

export const diskUsage = (docker: Dockerode): Promise<DiskUsageAnswer> =>
  signalled(docker).df({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });

/** Sums as `docker system df` shows them; null is what the daemon did not tell. */
export function diskUsageSums(answer: DiskUsageAnswer): DiskUsage {
  const { LayersSize, Images, Containers, Volumes, BuildCache } = answer;
  return {
    imagesBytes: LayersSize ?? null,
    imagesReclaimableBytes: LayersSize === undefined ? null : LayersSize - usedBytes(Images ?? []),
    containersBytes: sum(Containers, ({ SizeRw }) => SizeRw ?? 0),
    volumesBytes: sum(Volumes, ({ UsageData }) => Math.max(0, UsageData?.Size ?? 0)),
    buildCacheBytes: sum(BuildCache, ({ Size, Shared }) => (Shared ? 0 : (Size ?? 0))),
  };
}

/** What containers hold: their images less what those share (docker/cli cli/command/formatter/disk_usage.go). */
const usedBytes = (images: NonNullable<DiskUsageAnswer['Images']>): number =>
  images
    .filter(({ Containers }) => (Containers ?? 0) !== 0)
    .reduce((bytes, { Size, SharedSize }) => bytes + Math.max(0, Size - Math.max(0, SharedSize ?? 0)), 0);

const sum = <T>(list: T[] | null | undefined, bytes: (item: T) => number): number | null =>
  list ? list.reduce((total, item) => total + bytes(item), 0) : null;
