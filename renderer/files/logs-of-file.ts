import type { FileLogs } from '../../shared/contract/files.ts';

/** Beside the first and the last record, so that neither lies on an edge. */
const BESIDE_MS = 1_000;

/** The parameters with which the view of logs shows what a file brought: nothing else, over all of its time. */
export const logsOfFile = ({ entity, firstMs, lastMs }: FileLogs): Record<string, string> => ({
  only: encodeURIComponent(entity),
  range: '',
  from: new Date(firstMs - BESIDE_MS).toISOString(),
  to: new Date(lastMs + BESIDE_MS).toISOString(),
});
