import type { LogVolume } from '../../../shared/contract/logs.ts';
import { severityLevels } from '../../../shared/model/log-record.ts';
import type { ReadParams } from '../storage/read-queries.ts';
import type { Store } from '../storage/store.ts';

/** As many as there are reader threads: each goes through every other block. */
const PARTS = 2;

/** Counts of a whole result. Where texts must be read, two threads share the blocks. */
export async function readVolume(
  store: Pick<Store, 'read'>,
  params: ReadParams<'logs.volume'>,
  signal?: AbortSignal,
): Promise<LogVolume> {
  const options = signal ? { signal } : {};
  if (params.query.trim() === '') return store.read('logs.volume', params, options);
  const parts = await Promise.all(
    Array.from({ length: PARTS }, (_, index) =>
      store.read('logs.volume', { ...params, part: { index, of: PARTS } }, options),
    ),
  );
  return parts.reduce(sum);
}

function sum(a: LogVolume, b: LogVolume): LogVolume {
  const [ofA, ofB] = [new Map(a.counts), new Map(b.counts)];
  const counts: LogVolume['counts'] = [];
  for (const level of severityLevels) {
    const [one, other] = [ofA.get(level), ofB.get(level)];
    const both = one && other ? one.map((lines, step) => lines + (other[step] ?? 0)) : (one ?? other);
    if (both) counts.push([level, both]);
  }
  return { ...a, counts, total: a.total + b.total };
}
