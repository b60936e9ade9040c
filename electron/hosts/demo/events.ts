import { containerId, roleOf } from './cast.ts';
import type { Container } from './containers.ts';
import {
  HEALTHY_AFTER_MS,
  ordersAt,
  REPLACE_MS,
  RESTART_AFTER_MS,
  type Story,
  turningPoints,
  UNHEALTHY_BEFORE_OOM_MS,
} from './story.ts';

/** One event as the daemon tells it. */
export interface DaemonEvent {
  ms: number;
  type: string;
  action: string;
  id: string;
  attributes: Record<string, string>;
}

export function labelsOf({ role }: Pick<Container, 'role'>): Record<string, string> {
  if (role.project === null) return {};
  return {
    'com.docker.compose.project': role.project,
    'com.docker.compose.service': role.service,
    'com.docker.compose.container-number': String(role.number),
    'com.docker.compose.version': '2.39.4',
  };
}

export function containerEvent(
  name: string,
  generation: number,
  ms: number,
  action: string,
  more: Record<string, string> = {},
): DaemonEvent {
  const role = roleOf(name);
  const attributes = { ...labelsOf({ role }), image: more.image ?? role.image, name, ...more };
  return { ms, type: 'container', action, id: containerId(name, generation), attributes };
}

const orders =
  (generation: number, version: string) =>
  (ms: number, action: string, more = {}) =>
    containerEvent('orders', generation, ms, action, { image: `shop/orders:${version}`, ...more });

function deployEvents(deployMs: number, generation: number, version: string): DaemonEvent[] {
  const before = orders(generation - 1, version === '2.14.0' ? '2.13.2' : '2.14.0');
  const after = orders(generation, version);
  const image = `shop/orders:${version}`;
  const migrate = (ms: number, action: string, more = {}) => containerEvent('migrate', 1, ms, action, more);
  const migration = [migrate(deployMs - 8_100, 'start'), migrate(deployMs - 6_000, 'die', { exitCode: '0' })];
  return [
    { ms: deployMs - 19_400, type: 'image', action: 'pull', id: image, attributes: { name: image } },
    ...(version === '2.14.0' ? migration : []),
    before(deployMs - REPLACE_MS, 'kill', { signal: '15' }),
    before(deployMs - REPLACE_MS + 210, 'die', { exitCode: '0' }),
    before(deployMs - REPLACE_MS + 230, 'stop'),
    before(deployMs - REPLACE_MS + 900, 'destroy'),
    after(deployMs - 400, 'create'),
    after(deployMs, 'start'),
    after(deployMs + HEALTHY_AFTER_MS, 'health_status: healthy'),
  ];
}

function killEvents(story: Story, killMs: number): DaemonEvent[] {
  const state = ordersAt(story, killMs - 1);
  const told = orders(state.generation, state.version);
  const wasSick =
    state.restarts > 0 ? [told(killMs - UNHEALTHY_BEFORE_OOM_MS, 'health_status: unhealthy')] : [];
  return [
    ...wasSick,
    told(killMs, 'oom'),
    told(killMs + 12, 'die', { exitCode: '137' }),
    told(killMs + RESTART_AFTER_MS, 'start'),
    told(killMs + RESTART_AFTER_MS + HEALTHY_AFTER_MS, 'health_status: healthy'),
  ];
}

/** Events reach at most this far before and after what they belong to. */
const REACH_MS = 120_000;
const NGINX_RELOAD_BEFORE_MS = 102_000;

/** The story's events in the range [fromMs, toMs), in order. */
export function storyEvents(story: Story, fromMs: number, toMs: number): DaemonEvent[] {
  const { deploys, kills } = turningPoints(story, fromMs - REACH_MS, toMs + REACH_MS);
  const reloads = deploys.map(({ ms }) =>
    containerEvent('nginx', 0, ms - NGINX_RELOAD_BEFORE_MS, 'kill', { signal: '1' }),
  );
  return [
    ...deploys.flatMap(({ ms, generation, version }) => deployEvents(ms, generation, version)),
    ...kills.flatMap((ms) => killEvents(story, ms)),
    ...reloads,
  ]
    .filter(({ ms }) => ms >= fromMs && ms < toMs)
    .sort((a, b) => a.ms - b.ms);
}

/** One line of GET /events. */
export function eventLine({ ms, type, action, id, attributes }: DaemonEvent): string {
  const timeNano = BigInt(Math.round(ms * 1_000)) * 1_000n;
  const event = {
    ...(type === 'container' ? { status: action, id, from: attributes.image } : {}),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: Math.floor(ms / 1_000),
  };
  // JSON has no number wide enough for it but as its own digits.
  return `${JSON.stringify(event).slice(0, -1)},"timeNano":${timeNano}}\n`;
}
