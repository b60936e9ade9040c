import type { Command } from 'commander';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { timeText } from '../../hosts/config/times.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { findEntities } from '../find-entities.ts';
import { follow } from '../follow.ts';
import { type CommonOptions, collect, limitOption, timeOption, withCommonOptions } from '../options.ts';
import { attributesJson } from '../output.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface LogsOptions extends CommonOptions {
  container?: string[];
  since?: bigint;
  until?: bigint;
  limit: number;
  follow?: boolean;
}

interface Filter {
  query: string;
  entities?: string[];
}

const LAST_TIME = 2n ** 63n - 1n;
const PAGE = 5_000;

export function addLogsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('logs [query]').description('print log lines that hold the text, oldest first'),
  )
    .option('--container <name>', 'only of this container; may be given again', collect)
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(limitOption())
    .option('--follow', 'go on with what comes')
    .action((query: string | undefined, options: LogsOptions) =>
      withEngine({ data: options.data, docker: options.follow ? 'on' : 'off' }, async ({ client }) => {
        const entities = options.container && (await findEntities(client, options.container));
        const filter = { query: query ?? '', ...(entities === undefined ? {} : { entities }) };
        const print = printer(options, context);
        if (options.follow) await printAndFollow(client, filter, options, context, print);
        else await print(await newestLines(client, filter, options));
      }),
    );
}

type Print = (rows: readonly LogRow[]) => Promise<void>;

const printer =
  ({ json }: LogsOptions, { out }: CommandContext): Print =>
  async (rows) => {
    for (const row of rows) {
      if (out.closed) return;
      if (json) out.json(logJson(row));
      else out.line(logLine(row));
      await out.drained();
    }
  };

/** The newest lines of the range, as `tail` shows them: oldest first. */
async function newestLines(client: EngineClient, filter: Filter, options: LogsOptions): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { records: LogRow[]; cursor: string | null } = await client.call('logs.query', {
      ...filter,
      start: options.since ?? 0n,
      end: options.until ?? LAST_TIME,
      direction: 'backward',
      limit: Math.min(PAGE, options.limit - rows.length),
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.records);
    cursor = page.cursor;
  } while (cursor !== null && rows.length < options.limit);
  return rows.reverse();
}

/** Subscribes before it reads what is stored, so that nothing falls between, and prints each line once. */
async function printAndFollow(
  client: EngineClient,
  filter: Filter,
  options: LogsOptions,
  { out }: CommandContext,
  print: Print,
): Promise<void> {
  const seen = new Set<string>();
  const { promise: stored, resolve: storedPrinted, reject: storedFailed } = Promise.withResolvers<void>();
  const followed = follow(out, (ending) =>
    client.subscribe('logs.tail', filter, {
      ...ending,
      async event({ records, skipped }) {
        await stored;
        if (skipped > 0) out.note(`trivet: ${skipped} lines came too fast to be printed`);
        await print(records.filter(({ id }) => !seen.has(id)));
      },
    }),
  );
  newestLines(client, filter, options)
    .then(async (rows) => {
      for (const { id } of rows) seen.add(id);
      await print(rows);
    })
    .then(storedPrinted, storedFailed);
  await Promise.all([followed, stored]);
}

const logJson = (row: LogRow) => ({
  timeUnixNano: row.timeUnixNano,
  severityText: row.severityText,
  severityNumber: row.severityNumber,
  body: row.body,
  attributes: attributesJson(row.attributes),
  traceId: row.traceId || null,
  spanId: row.spanId || null,
  container: row.container || null,
  stream: row.stream || null,
});

const logLine = (row: LogRow) =>
  [
    timeText(row.timeUnixNano),
    safeText(row.container || '—'),
    row.severityText
      ? `${safeText(row.severityText.toUpperCase())} ${safeText(row.body)}`
      : safeText(row.body),
  ].join(' ');
