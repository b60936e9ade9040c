import { z } from 'zod';
import type { JsonValue } from './common.ts';
import { method, stream } from './define.ts';

export interface ImageSummary {
  id: string;
  tags: string[];
  sizeBytes: number;
  createdMs: number;
  containers: number;
}

export interface ImageLayer {
  createdBy: string;
  sizeBytes: number;
  createdMs: number;
}

export interface VolumeSummary {
  name: string;
  driver: string;
  mountpoint: string;
  sizeBytes: number | null;
  inUse: boolean | null;
  composeProject: string | null;
}

export interface NetworkSummary {
  id: string;
  name: string;
  driver: string;
  subnets: string[];
  gateways: string[];
  internal: boolean;
  containers: { id: string; name: string; address: string | null }[];
}

export interface DiskUsage {
  imagesBytes: number | null;
  imagesReclaimableBytes: number | null;
  containersBytes: number | null;
  volumesBytes: number | null;
  buildCacheBytes: number | null;
}

export interface PruneResult {
  removed: string[];
  freedBytes: number;
}

/** Dangling images only, or all that no container uses. */
const pruneScope = z.object({ all: z.boolean().default(false) });
const imageRef = z.string().min(1).max(512);

export const dockerMethods = {
  'docker.info': method<{ info: JsonValue }>()(z.object({})),
  'docker.diskUsage': method<DiskUsage>()(z.object({})),
  'images.list': method<ImageSummary[]>()(z.object({})),
  'images.layers': method<ImageLayer[]>()(z.object({ id: imageRef })),
  'images.remove': method<PruneResult>()(z.object({ id: imageRef, force: z.boolean().default(false) })),
  /** What a prune would free, without doing it. */
  'images.prunePreview': method<PruneResult>()(pruneScope),
  'images.prune': method<PruneResult>()(pruneScope),
  'volumes.list': method<VolumeSummary[]>()(z.object({})),
  'networks.list': method<NetworkSummary[]>()(z.object({})),
};

export interface PullProgress {
  /** One line a layer. */
  layers: { id: string; status: string; currentBytes: number | null; totalBytes: number | null }[];
  status: string;
  done: boolean;
}

export const dockerStreams = {
  /** Ends after `done`, or with an error; ending the subscription cancels the pull. */
  'images.pull': stream<PullProgress>()(z.object({ reference: imageRef })),
};
