/**
 * What happens in the shop. `orders` 2.14.0 is deployed: a query for every item of a cart, and a cache without
 * bound. Its memory grows until the kernel kills it at the limit, again and again; the slow load eats the budget
 * of a checkout, so that `pay` runs out of time. After a while the version is taken back, and later tried anew.
 */
export interface Story {
  /** When 2.14.0 is first deployed, in milliseconds since the epoch. */
  readonly deployMs: number;
}

const SECOND = 1_000;
const CYCLE_MS = 2_400 * SECOND;
const BAD_MS = 1_500 * SECOND;
/** Kills, after each deploy. */
export const OOM_AFTER_MS = [255, 506, 756, 1_006, 1_256].map((seconds) => seconds * SECOND);
export const RESTART_AFTER_MS = 2.5 * SECOND;
/** A container is stopped this long before the one that takes its place starts. */
export const REPLACE_MS = 3 * SECOND;
export const HEALTHY_AFTER_MS = 21 * SECOND;
export const UNHEALTHY_BEFORE_OOM_MS = 47 * SECOND;
const FIRST_VERSION_AGE_MS = 4 * 86_400 * SECOND;

/** A start in the middle of the incident: everything before it lies in the quarter of an hour shown at first. */
export const startStory = (nowMs: number): Story => ({ deployMs: nowMs - 728 * SECOND });

export interface OrdersState {
  /** Counts the containers that bore the name; each deploy makes a new one. */
  generation: number;
  version: string;
  createdMs: number;
  startedMs: number;
  /** End of the run before, or null in the first one. */
  finishedMs: number | null;
  restarts: number;
  down: boolean;
  unhealthy: boolean;
  /** Milliseconds since the bad version was deployed; null while the good one runs. */
  badForMs: number | null;
}

const good = (generation: number, createdMs: number, down: boolean): OrdersState => ({
  generation,
  version: '2.13.2',
  createdMs,
  startedMs: createdMs,
  finishedMs: null,
  restarts: 0,
  down,
  unhealthy: false,
  badForMs: null,
});

/** How `orders` is at a moment. */
export function ordersAt({ deployMs }: Story, ms: number): OrdersState {
  const cycle = Math.floor((ms - deployMs) / CYCLE_MS);
  const deployedMs = deployMs + cycle * CYCLE_MS;
  const since = ms - deployedMs;
  const replacing = since >= CYCLE_MS - REPLACE_MS;
  if (cycle < 0) return good(0, deployMs - FIRST_VERSION_AGE_MS, replacing);
  if (since >= BAD_MS) return good(2 + 2 * cycle, deployedMs + BAD_MS, replacing);
  return bad(1 + 2 * cycle, deployedMs, since);
}

function bad(generation: number, deployedMs: number, since: number): OrdersState {
  const kills = OOM_AFTER_MS.filter((after) => after <= since);
  const last = kills.at(-1);
  const next = OOM_AFTER_MS[kills.length];
  const startedMs = last === undefined ? deployedMs : deployedMs + last + RESTART_AFTER_MS;
  return {
    generation,
    version: '2.14.0',
    createdMs: deployedMs,
    startedMs,
    finishedMs: last === undefined ? null : deployedMs + last,
    restarts: kills.length,
    down: (last !== undefined && since < last + RESTART_AFTER_MS) || since >= BAD_MS - REPLACE_MS,
    unhealthy: kills.length > 0 && next !== undefined && since >= next - UNHEALTHY_BEFORE_OOM_MS,
    badForMs: since,
  };
}

/** A change of which container bears the name `orders`. */
export interface Deploy {
  ms: number;
  generation: number;
  version: string;
}

/** Every deploy and kill in the range [fromMs, toMs). */
export function turningPoints(
  story: Story,
  fromMs: number,
  toMs: number,
): { deploys: Deploy[]; kills: number[] } {
  const deploys: Deploy[] = [];
  const kills: number[] = [];
  const firstCycle = Math.max(0, Math.floor((fromMs - story.deployMs) / CYCLE_MS));
  for (let cycle = firstCycle; story.deployMs + cycle * CYCLE_MS < toMs; cycle++) {
    const deployedMs = story.deployMs + cycle * CYCLE_MS;
    deploys.push({ ms: deployedMs, generation: 1 + 2 * cycle, version: '2.14.0' });
    deploys.push({ ms: deployedMs + BAD_MS, generation: 2 + 2 * cycle, version: '2.13.2' });
    kills.push(...OOM_AFTER_MS.map((after) => deployedMs + after));
  }
  const inside = (ms: number) => ms >= fromMs && ms < toMs;
  return { deploys: deploys.filter(({ ms }) => inside(ms)), kills: kills.filter(inside) };
}

/** 0 before the deploy, 1 once its carts have filled the cache's keys. */
export const slowness = ({ badForMs }: OrdersState) =>
  badForMs === null ? 0 : Math.min(1, 0.35 + badForMs / 150_000);

/** Seconds around a kill in which everything that needs `orders` suffers. */
export const isHurt = (story: Story, ms: number): boolean => {
  const { finishedMs, down } = ordersAt(story, ms);
  return down || (finishedMs !== null && ms - finishedMs < 22 * SECOND);
};

const GROWTH_PER_MS = 1.67 / SECOND;

/** Working set of `orders` in MiB, limit 512; 0 while it does not run. */
export function ordersMemory(story: Story, ms: number): number {
  const state = ordersAt(story, ms);
  if (state.down) return 0;
  if (state.badForMs === null) return 182;
  return Math.min(509, 92 + (ms - state.startedMs) * GROWTH_PER_MS);
}
