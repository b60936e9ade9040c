import type { Command } from 'commander';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { bytes, durationWords, percent, quantityText } from '../../../shared/model/format.ts';
import { type EngineAccess, type EngineClient, withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';
import { until } from '../until.ts';

/** How long a command that has to ask the daemon itself waits for it, and for a second reading of each. */
const DAEMON_TIMEOUT_MS = 5_000;
const STATS_TIMEOUT_MS = 4_000;

export function addContainersCommand(program: Command, context: CommandContext): void {
  const { out } = context;
  withCommonOptions(
    program.command('containers').description('list containers with their latest readings'),
  ).action(async ({ data, json }: CommonOptions) => {
    const containers = await withEngine({ data, docker: 'on' }, listContainers);
    if (json) for (const container of containers) out.json(containerJson(container));
    else for (const line of table(columns(context.now()), containers)) out.line(line);
  });
}

async function listContainers({ client, running }: EngineAccess): Promise<ContainerSummary[]> {
  if (!running) {
    await until(DAEMON_TIMEOUT_MS, async () => {
      const { sources } = await client.call('app.status', {});
      return sources.every(({ state }) => state !== 'connecting');
    });
    await until(STATS_TIMEOUT_MS, () => everyReadingIn(client));
  }
  return client.call('containers.list', {});
}

async function everyReadingIn(client: EngineClient): Promise<boolean> {
  const containers = await client.call('containers.list', {});
  return containers.every(({ state, stats }) => state !== 'running' || typeof stats?.cpuPercent === 'number');
}

/** Bytes of network and block devices are totals since the container's start. */
const containerJson = ({ id, name, image, state, health, stats, ...rest }: ContainerSummary) => ({
  id,
  name,
  image,
  state,
  health,
  composeProject: rest.composeProject,
  composeService: rest.composeService,
  cpuPercent: stats?.cpuPercent ?? null,
  memoryBytes: stats?.memoryBytes ?? null,
  memoryLimitBytes: stats?.memoryLimitBytes ?? null,
  networkRxBytes: stats?.networkRxBytes ?? null,
  networkTxBytes: stats?.networkTxBytes ?? null,
  blockReadBytes: stats?.blockReadBytes ?? null,
  blockWriteBytes: stats?.blockWriteBytes ?? null,
  pids: stats?.pids ?? null,
});

const pair = (a: number | null | undefined, b: number | null | undefined) =>
  `${quantityText(bytes(a ?? null))} / ${quantityText(bytes(b ?? null))}`;

const columns = (nowMs: number): Column<ContainerSummary>[] => [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'IMAGE', text: ({ image }) => image },
  { title: 'STATE', text: ({ state, health }) => (health === null ? state : `${state} (${health})`) },
  {
    title: 'UP',
    align: 'right',
    text: ({ state, startedMs }) =>
      state === 'running' && startedMs !== null ? durationWords(nowMs - startedMs) : '—',
  },
  { title: 'CPU', align: 'right', text: ({ stats }) => quantityText(percent(stats?.cpuPercent ?? null)) },
  {
    title: 'MEMORY / LIMIT',
    align: 'right',
    text: ({ stats }) => pair(stats?.memoryBytes, stats?.memoryLimitBytes),
  },
  {
    title: 'NET RX / TX',
    align: 'right',
    text: ({ stats }) => pair(stats?.networkRxBytes, stats?.networkTxBytes),
  },
  {
    title: 'BLOCK R / W',
    align: 'right',
    text: ({ stats }) => pair(stats?.blockReadBytes, stats?.blockWriteBytes),
  },
  { title: 'PIDS', align: 'right', text: ({ stats }) => String(stats?.pids ?? '—') },
];
