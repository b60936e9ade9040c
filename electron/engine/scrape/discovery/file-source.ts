import { readFile, stat } from 'node:fs/promises';
import type { FileDiscovery } from '../config/discovery-config.ts';
import type { DiscoveredTarget } from '../targets/target.ts';
import { PolledSource } from './polled-source.ts';
import { parseTargetGroups } from './target-groups.ts';
import { groupTargets, type TargetSource } from './target-source.ts';
import { expandFiles, WatchedFiles } from './watched-files.ts';

const MOST_BYTES = 2 ** 20;

/** file_sd_configs: read again when a file changes. A broken file keeps the targets that it had. */
export function fileSource({ files, refreshMs }: FileDiscovery, lookEveryMs?: number): TargetSource {
  const lastGood = new Map<string, DiscoveredTarget[]>();
  const source = new PolledSource(refreshMs, async () => {
    const faults: string[] = [];
    const paths = expandFiles(files);
    for (const path of paths) await readOne(path, lastGood, faults);
    for (const path of lastGood.keys()) if (!paths.includes(path)) lastGood.delete(path);
    return { targets: [...lastGood.values()].flat(), problem: faults.length > 0 ? faults.join('; ') : null };
  });
  return source.owns(
    new WatchedFiles(
      () => files,
      () => void source.refresh(),
      lookEveryMs,
    ),
  );
}

async function readOne(
  path: string,
  lastGood: Map<string, DiscoveredTarget[]>,
  faults: string[],
): Promise<void> {
  try {
    if ((await stat(path)).size > MOST_BYTES) throw new Error(`${path}: larger than 1 MiB`);
    const groups = parseTargetGroups(await readFile(path, 'utf8'), path);
    lastGood.set(
      path,
      groups.flatMap((group) => groupTargets(group, [['__meta_filepath', path]])),
    );
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') lastGood.delete(path);
    faults.push(message);
  }
}
