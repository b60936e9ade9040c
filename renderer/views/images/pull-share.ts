import type { PullProgress } from '../../../shared/contract/docker.ts';

/** Of the bytes that are known, how many are here, 0 to 1; null while no layer has said its size. */
export function pullShare({ layers, done }: PullProgress): number | null {
  if (done) return 1;
  let current = 0;
  let total = 0;
  for (const { currentBytes, totalBytes } of layers) {
    if (totalBytes === null || totalBytes <= 0) continue;
    total += totalBytes;
    current += Math.min(currentBytes ?? 0, totalBytes);
  }
  return total === 0 ? null : current / total;
}
