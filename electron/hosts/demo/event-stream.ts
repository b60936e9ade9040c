import type { ServerResponse } from 'node:http';
import type { World } from './docker-api.ts';
import { type DaemonEvent, eventLine, storyEvents } from './events.ts';
import { sinceMs } from './log-stream.ts';

/** As many as a daemon remembers. */
const EVENTS_KEPT = 256;

function eventsBetween(world: World, fromMs: number, toMs: number): DaemonEvent[] {
  const done = world.deeds.filter(({ ms }) => ms >= fromMs && ms < toMs);
  return [...storyEvents(world.containers.story, fromMs, toMs), ...done].sort((a, b) => a.ms - b.ms);
}

/** GET /events: what happened since, and what happens until the end of the range or of the connection. */
export function sendEvents(world: World, query: URLSearchParams, answer: ServerResponse): void {
  const nowMs = world.ticker.now();
  const since = query.get('since');
  const until = query.get('until');
  const from = since === null ? nowMs : Math.max(sinceMs(since), world.historyFromMs);
  const end = until === null ? nowMs : Math.min(sinceMs(until), nowMs);
  answer.writeHead(200, { 'Content-Type': 'application/json' });
  for (const event of eventsBetween(world, from, end).slice(-EVENTS_KEPT)) answer.write(eventLine(event));
  if (until !== null) {
    answer.end();
    return;
  }
  // So that the client learns that its stream stands before anything happens.
  answer.flushHeaders();
  let last = nowMs;
  const ticking = world.ticker.on((tickMs) => {
    for (const event of eventsBetween(world, last, tickMs)) answer.write(eventLine(event));
    last = tickMs;
  });
  answer.on('close', () => ticking.dispose());
}
