import type { ContainerEvent } from '../../shared/model/container.ts';
import { nanoToMs } from '../../shared/model/time.ts';
import type { StateShape } from '../components/StateIcon.tsx';

export type MarkKind = 'deploy' | 'oom' | 'die' | 'unhealthy' | 'healthy' | 'start' | 'stop' | 'gap';

export interface EventMark {
  timeMs: number;
  kind: MarkKind;
  /** Name of the container. */
  name: string;
  entity: string;
  text: string;
  /** How many of its kind became this one; 1 for itself alone. */
  count: number;
}

/** Worst first; of marks that would cover each other the worst is kept. */
const WORST: MarkKind[] = ['oom', 'die', 'unhealthy', 'deploy', 'gap', 'stop', 'start', 'healthy'];

export const markShape: Record<MarkKind, StateShape> = {
  deploy: 'deploy',
  oom: 'error',
  die: 'error',
  unhealthy: 'warn',
  healthy: 'ok',
  start: 'idle',
  stop: 'stopped',
  gap: 'pending',
};

export const markColour: Record<MarkKind, string> = {
  deploy: 'var(--accent)',
  oom: 'var(--err)',
  die: 'var(--err)',
  unhealthy: 'var(--warn)',
  healthy: 'var(--ok)',
  start: 'var(--t3)',
  stop: 'var(--t3)',
  gap: 'var(--warn)',
};

/** Only these cross a chart as a line; the rest are seen in the event lane. */
export const crossesCharts = (kind: MarkKind): boolean =>
  kind === 'deploy' || kind === 'oom' || kind === 'die';

const AFTER_OOM_MS = 5000;
/** The daemon waits ten seconds between asking and killing unless told otherwise. */
const AFTER_KILL_MS = 30_000;

const value = (event: ContainerEvent, key: string) => event.attributes.find(([name]) => name === key)?.[1];

/**
 * What a person wants to see of the daemon's events. A die after an OOM is one mark with its exit code; a die after
 * a kill was asked for and is no failure; a start after a create of the same name is a deploy; attach, exec and
 * the like say nothing by themselves.
 */
export function eventMarks(events: ContainerEvent[]): EventMark[] {
  const sorted = [...events].sort((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : 1));
  const marks: EventMark[] = [];
  const seen: Seen = { created: new Map(), killedMs: new Map() };
  for (const event of sorted) {
    const mark = markOf(event, seen);
    if (!mark) continue;
    const before = marks.findLast(({ entity }) => entity === mark.entity);
    if (mark.kind === 'die' && before?.kind === 'oom' && mark.timeMs - before.timeMs < AFTER_OOM_MS) {
      before.text = `OOM kill, ${mark.text}`;
      continue;
    }
    marks.push(mark);
  }
  return marks;
}

interface Seen {
  /** Image by entity, of containers that were made and not yet started. */
  created: Map<string, string>;
  /** When somebody last asked for the entity's end. */
  killedMs: Map<string, number>;
}

function markOf(event: ContainerEvent, { created, killedMs }: Seen): EventMark | null {
  const { action, entity, name } = event;
  const at = (kind: MarkKind, text: string): EventMark => ({
    timeMs: nanoToMs(event.timeUnixNano),
    kind,
    name,
    entity,
    text,
    count: 1,
  });
  if (event.type === 'trivet') return at('gap', 'events may be missing');
  if (event.type !== 'container') return null;
  if (action === 'create') {
    created.set(entity, value(event, 'image') ?? '');
    return null;
  }
  if (action === 'kill') {
    killedMs.set(entity, nanoToMs(event.timeUnixNano));
    return null;
  }
  if (action === 'start' && created.has(entity)) {
    const image = created.get(entity) ?? '';
    created.delete(entity);
    const tag = /:([\w][\w.-]{0,127})$/.exec(image)?.[1];
    return at('deploy', tag && tag !== 'latest' ? `deploy ${tag}` : 'created');
  }
  if (action === 'start' || action === 'unpause')
    return at('start', action === 'start' ? 'start' : 'resumed');
  if (action === 'oom') return at('oom', 'OOM kill');
  if (action === 'die') {
    const exit = value(event, 'exitCode');
    const asked = nanoToMs(event.timeUnixNano) - (killedMs.get(entity) ?? Number.NEGATIVE_INFINITY);
    if (asked < AFTER_KILL_MS) return at('stop', exit === undefined ? 'stopped' : `stopped, exit ${exit}`);
    return exit === '0' ? at('stop', 'exit 0') : at('die', exit === undefined ? 'died' : `exit ${exit}`);
  }
  if (action === 'pause') return at('stop', 'paused');
  if (action === 'health_status: unhealthy') return at('unhealthy', 'unhealthy');
  if (action === 'health_status: healthy') return at('healthy', 'healthy');
  return null;
}

/** Marks of one row nearer than `px` become one: the worst, with how many it stands for. */
export function mergeNear(marks: EventMark[], x: (timeMs: number) => number, px: number): EventMark[] {
  const merged: EventMark[] = [];
  for (const mark of marks) {
    const last = merged.at(-1);
    if (!last || x(mark.timeMs) - x(last.timeMs) >= px) {
      merged.push({ ...mark });
      continue;
    }
    const worse = WORST.indexOf(mark.kind) < WORST.indexOf(last.kind) ? mark : last;
    merged[merged.length - 1] = {
      ...worse,
      count: worse.kind === last.kind && mark.kind === last.kind ? last.count + 1 : worse.count,
    };
  }
  return merged;
}

const MOST_LINES = 24;

/**
 * The marks that cross a plot as lines. Those nearer than 4 px become one; of too many only the gravest kinds are
 * left, or they would hide the values.
 */
export function crossingMarks(
  marks: EventMark[],
  window: { startMs: number; endMs: number },
  x: (timeMs: number) => number,
): EventMark[] {
  const inside = marks.filter(
    ({ kind, timeMs }) => crossesCharts(kind) && timeMs >= window.startMs && timeMs <= window.endMs,
  );
  const lines = mergeNear(inside, x, 4);
  if (lines.length <= MOST_LINES) return lines;
  const grave = lines.filter(({ kind }) => kind !== 'deploy');
  return grave.length <= MOST_LINES ? grave : lines.filter(({ kind }) => kind === 'oom');
}
