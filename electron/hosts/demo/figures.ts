import type { Container } from './containers.ts';
import { wobble } from './random.ts';
import { isHurt, ordersAt, ordersMemory, type Story, slowness } from './story.ts';

/** What a container uses at a moment. */
export interface Usage {
  /** 100 is one core. */
  cpuPercent: number;
  memoryMiB: number;
  fileCacheMiB: number;
  /** Bytes a second. */
  rx: number;
  tx: number;
  read: number;
  write: number;
  pids: number;
}

const KIB = 1_024;
const MIB = KIB * KIB;

interface Level {
  cpu: number;
  memory: number;
  cache: number;
  rx: number;
  tx: number;
  read: number;
  write: number;
  pids: number;
}

const level = (
  cpu: number,
  memory: number,
  cache: number,
  [rx, tx]: [number, number],
  [read, write]: [number, number],
  pids: number,
): Level => ({ cpu, memory, cache, rx, tx, read, write, pids });

/** How each container is on an ordinary day. */
const calm: Record<string, Level> = {
  api: level(24, 206, 41, [1.1 * MIB, 1.3 * MIB], [0, 22 * KIB], 31),
  nginx: level(1.8, 14.2, 6, [1.4 * MIB, 1.3 * MIB], [0, 16 * KIB], 17),
  orders: level(21, 182, 12, [0.36 * MIB, 0.28 * MIB], [0, 90 * KIB], 24),
  pay: level(6.6, 96, 22, [41 * KIB, 38 * KIB], [0, 4 * KIB], 23),
  postgres: level(17, 571, 240, [160 * KIB, 0.7 * MIB], [0.4 * MIB, 1.6 * MIB], 38),
  redis: level(2.1, 38.4, 4, [74 * KIB, 92 * KIB], [0, 61 * KIB], 6),
  web: level(12.4, 148, 63, [612 * KIB, 904 * KIB], [0, 8 * KIB], 19),
  'worker-1': level(5.6, 118, 18, [96 * KIB, 44 * KIB], [0, 12 * KIB], 27),
  'worker-2': level(5.2, 121, 18, [94 * KIB, 43 * KIB], [0, 12 * KIB], 27),
  adminer: level(0.17, 17.3, 9, [318, 359], [0, 0], 11),
  mailpit: level(0.31, 21.7, 5, [1.2 * KIB, 423], [0, 0], 11),
  minio: level(1.44, 184, 70, [634, 727], [0, 41 * KIB], 22),
  buildkit: level(0.42, 57.7, 150, [0, 0], [0, 0], 17),
  registry: level(0.42, 28.4, 30, [0, 0], [0, 0], 12),
};

const nobody = level(0, 0, 0, [0, 0], [0, 0], 0);

/** What the incident does to each, as factors of its ordinary day. */
function incident(name: string, story: Story, ms: number): Partial<Record<keyof Level, number>> {
  const state = ordersAt(story, ms);
  if (state.badForMs === null) return {};
  const slow = slowness(state);
  const hurt = isHurt(story, ms);
  switch (name) {
    case 'orders':
      return {
        cpu: hurt ? 3.4 : 1.9 + 1.1 * slow,
        rx: hurt ? 2.8 : 5.2,
        tx: hurt ? 1.3 : 2.2,
        write: 1.3,
      };
    case 'postgres':
      return {
        cpu: hurt ? 1.7 : 1 + 1.7 * slow,
        rx: hurt ? 1.4 : 2.6,
        tx: hurt ? 1.3 : 2.7,
        memory: 1 + 0.06 * slow,
      };
    case 'redis':
      return { cpu: hurt ? 1.3 : 2, rx: 2.5, tx: 2.3 };
    case 'api':
      return { cpu: hurt ? 0.9 : 1.3 };
    case 'pay':
      return { cpu: hurt ? 0.7 : 1.27 };
    default:
      return {};
  }
}

/** Workers have a burst of work every two minutes. */
const burst = (name: string, ms: number): number =>
  name.startsWith('worker') && (ms / 1_000 + (name.endsWith('2') ? 50 : 0)) % 120 < 9 ? 2.2 : 1;

const lively = (name: string, ms: number, share: number) =>
  1 + share * (0.6 * wobble(name, ms, 2_300) + 0.4 * wobble(`${name} slow`, ms, 41_000));

/** The moment's use of a running container; nothing of one that does not run. */
export function usageAt({ role, state }: Container, story: Story, ms: number): Usage {
  const { name } = role;
  const base = state === 'exited' ? nobody : (calm[name] ?? nobody);
  const factors = incident(name, story, ms);
  const now = (what: keyof Level, share: number, active = true): number =>
    active ? Math.max(0, base[what] * (factors[what] ?? 1) * lively(`${name} ${what}`, ms, share)) : 0;
  const active = state === 'running';
  return {
    cpuPercent: now('cpu', 0.22, active) * burst(name, ms),
    memoryMiB: name === 'orders' && active ? leakyMemory(story, ms) : now('memory', 0.012),
    fileCacheMiB: base.cache,
    rx: now('rx', 0.3, active),
    tx: now('tx', 0.3, active),
    read: name === 'orders' && active ? ordersReads(story, ms) : now('read', 0.6, active),
    write: now('write', 0.5, active) * (Math.floor(ms / 1_000) % 60 < 4 ? 4 : 1),
    pids: base.pids,
  };
}

/** The garbage collector takes a little back every 19 seconds. */
function leakyMemory(story: Story, ms: number): number {
  const told = ordersMemory(story, ms);
  if (told === 0) return 0;
  const saw = ((ms / 1_000) % 19) / 19 - 0.5;
  return Math.min(511, told + saw * 14 * (1 - told / 560) + 2 * wobble('orders memory', ms, 3_000));
}

/** Binaries and pages are read anew after a start, and thrash just before a kill. */
function ordersReads(story: Story, ms: number): number {
  const { startedMs } = ordersAt(story, ms);
  const thrash = ordersMemory(story, ms) > 485;
  if (ms - startedMs < 14_000) return 6.8 * MIB;
  return (thrash ? 3.2 : 0.04) * MIB * lively('orders reads', ms, 0.5);
}
