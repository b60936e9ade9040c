import type { ServerResponse } from 'node:http';
import type { Container } from './containers.ts';
import type { World } from './docker-api.ts';
import { StatsMeter } from './stats.ts';

/** History comes in coarser steps than the live readings, for there is much of it. */
const HISTORY_STEP_MS = 2_000;

/**
 * GET /containers/{id}/stats: the readings since the history's start at once, then one a second. A daemon has no
 * such history; but each reading bears its own time, and whoever keeps readings keeps these at theirs.
 */
export function sendStats(world: World, container: Container, stream: boolean, answer: ServerResponse): void {
  const nowMs = world.ticker.now();
  const { name } = container.role;
  const meter =
    world.meters.get(name) ?? new StatsMeter(world.containers.story, world.lastReadings.get(name));
  const first = !world.meters.has(name);
  world.meters.set(name, meter);
  answer.writeHead(200, { 'Content-Type': 'application/json' });
  if (container.state === 'exited') {
    answer.end('{}\n');
    return;
  }
  if (first) answer.write(history(world, container, meter, nowMs));
  answer.write(meter.read(container, nowMs));
  if (!stream) {
    answer.end();
    return;
  }
  follow(world, container, meter, answer);
}

function history(world: World, { role, id }: Container, meter: StatsMeter, nowMs: number): string {
  const bodies: string[] = [];
  for (let ms = world.statsFromMs; ms < nowMs - HISTORY_STEP_MS; ms += HISTORY_STEP_MS) {
    const then = world.containers.find(role.name, ms);
    if (then && then.state !== 'exited') bodies.push(meter.read({ ...then, id }, ms));
  }
  return bodies.join('');
}

function follow(world: World, { id }: Container, meter: StatsMeter, answer: ServerResponse): void {
  const ticking = world.ticker.on((nowMs) => {
    const now = world.containers.find(id, nowMs);
    if (now && now.state !== 'exited') answer.write(meter.read(now, nowMs));
    else answer.end();
  });
  answer.on('close', () => ticking.dispose());
}
