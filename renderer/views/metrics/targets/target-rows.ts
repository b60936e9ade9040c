import type { ScrapePoolView, ScrapeTarget } from '../../../../shared/contract/scrape.ts';

export type Shown = 'all' | 'down';

export interface GroupRow {
  kind: 'group';
  key: string;
  job: string;
  origin: string;
  up: number;
  down: number;
  total: number;
  problems: string[];
}

export interface TargetRow {
  kind: 'target';
  key: string;
  target: ScrapeTarget;
}

export type Row = GroupRow | TargetRow;

export const targetKey = ({ origin, job, url, labels }: ScrapeTarget): string =>
  JSON.stringify([origin, job, url, labels]);

const healthOrder = { down: 0, unknown: 1, up: 2 } as const;

/** The pools with their targets below them, what is down first. A pool without targets says so by itself. */
export function targetRows(
  pools: readonly ScrapePoolView[],
  targets: readonly ScrapeTarget[],
  { filter, shown }: { filter: string; shown: Shown },
): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const narrowed = words.length > 0 || shown !== 'all';
  return pools.flatMap(({ job, origin, problems }) => {
    const own = targets.filter((target) => target.job === job && target.origin === origin);
    const fitting = own
      .filter((target) => (shown === 'all' || target.health === 'down') && fits(target, words))
      .sort((a, b) => healthOrder[a.health] - healthOrder[b.health] || compare(a.url, b.url));
    if (
      fitting.length === 0 &&
      (narrowed || (own.length === 0 && problems.length === 0 && origin === 'containers'))
    ) {
      return [];
    }
    const group: GroupRow = {
      kind: 'group',
      key: `${origin}\0${job}`,
      job,
      origin,
      up: own.filter(({ health }) => health === 'up').length,
      down: own.filter(({ health }) => health === 'down').length,
      total: own.length,
      problems,
    };
    return [
      group,
      ...fitting.map((target): TargetRow => ({ kind: 'target', key: targetKey(target), target })),
    ];
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Every word stands somewhere in what is seen of the target. */
function fits({ url, job, labels, lastError, health }: ScrapeTarget, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [url, job, health, lastError ?? '', ...labels.map(([name, value]) => `${name}=${value}`)]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Labels that say more than the address and the job do. */
export const tellingLabels = ({ labels, job }: ScrapeTarget): [name: string, value: string][] =>
  labels.filter(([name, value]) => name !== 'instance' && !(name === 'job' && value === job));

/** `up 6 of 7`, for the head. */
export const upCount = (targets: readonly ScrapeTarget[]): number =>
  targets.filter(({ health }) => health === 'up').length;
