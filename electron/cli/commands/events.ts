import type { Command } from 'commander';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { timeText } from '../../hosts/config/times.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { findEntities } from '../find-entities.ts';
import { follow } from '../follow.ts';
import { type CommonOptions, collect, limitOption, timeOption, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';

interface EventsOptions extends CommonOptions {
  container?: string[];
  type?: string[];
  since?: bigint;
  until?: bigint;
  limit: number;
  follow?: boolean;
}

const MOST_AT_ONCE = 10_000;
const LAST_MS = 9_223_372_036_854;

export function addEventsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('events').description('list events of containers and images, newest first'),
  )
    .option('--container <name>', 'only of this container; may be given again', collect)
    .option('--type <type>', 'container, image, network, volume, daemon; may be given again', collect)
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(limitOption())
    .option('--follow', 'print new events as they come, instead of what is stored')
    .action((options: EventsOptions) =>
      withEngine({ data: options.data, docker: options.follow ? 'on' : 'off' }, ({ client }) =>
        options.follow ? followEvents(client, options, context) : listEvents(client, options, context),
      ),
    );
}

async function listEvents(client: EngineClient, options: EventsOptions, { out }: CommandContext) {
  const { events } = await client.call('events.query', {
    startMs: Number((options.since ?? 0n) / 1_000_000n),
    endMs: options.until === undefined ? LAST_MS : Number(options.until / 1_000_000n),
    limit: Math.min(options.limit, MOST_AT_ONCE),
    ...(options.container ? { entities: await findEntities(client, options.container) } : {}),
    ...(options.type ? { types: options.type } : {}),
  });
  if (options.json) for (const event of events) out.json(eventJson(event));
  else for (const line of table(columns, events)) out.line(line);
}

async function followEvents(client: EngineClient, options: EventsOptions, { out }: CommandContext) {
  const entities = options.container && (await findEntities(client, options.container));
  const wanted = ({ entity, type }: ContainerEvent) =>
    (entities?.includes(entity) ?? true) && (options.type?.includes(type) ?? true);
  await follow(out, (ending) =>
    client.subscribe(
      'events.live',
      {},
      {
        ...ending,
        async event({ events, skipped }) {
          if (skipped > 0) out.note(`trivet: ${skipped} events came too fast to be printed`);
          for (const event of events.filter(wanted)) {
            if (options.json) out.json(eventJson(event));
            else out.line(table(columns, [event])[1] ?? '');
          }
          await out.drained();
        },
      },
    ),
  );
}

const eventJson = ({ timeUnixNano, type, action, id, name, attributes }: ContainerEvent) => ({
  timeUnixNano,
  type,
  action,
  id,
  name: name || null,
  attributes: Object.fromEntries(attributes),
});

const columns: Column<ContainerEvent>[] = [
  { title: 'TIME', text: ({ timeUnixNano }) => timeText(timeUnixNano) },
  { title: 'TYPE', text: ({ type }) => type },
  { title: 'ACTION', text: ({ action }) => action },
  { title: 'NAME', text: ({ name, id }) => name || id.slice(0, 12) },
  { title: 'EXIT', text: ({ attributes }) => attributes.find(([key]) => key === 'exitCode')?.[1] ?? '' },
];
