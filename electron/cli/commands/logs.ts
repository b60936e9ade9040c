import { type Command, Option } from 'commander';
import { type LogRow, logExportFormats } from '../../../shared/contract/logs.ts';
import { logLayout } from '../../../shared/log-export/layout.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { findEntities } from '../find-entities.ts';
import { follow } from '../follow.ts';
import { checkedLogQuery } from '../log-query.ts';
import { logPrinter } from '../log-text.ts';
import { type CommonOptions, collect, limitOption, timeOption, withCommonOptions } from '../options.ts';
import { attributesJson } from '../output.ts';
import type { CommandContext } from '../program.ts';
import { addExportLogsCommand } from './export-logs.ts';

const formats = ['line', ...logExportFormats] as const;
const colourModes = ['auto', 'always', 'never'] as const;

interface LogsOptions extends CommonOptions {
  container?: string[];
  since?: bigint;
  until?: bigint;
  limit: number;
  follow?: boolean;
  format: (typeof formats)[number];
  color: (typeof colourModes)[number];
}

interface Filter {
  query: string;
  entities?: string[];
}

const LAST_TIME = 2n ** 63n - 1n;
const PAGE = 5_000;

const EXAMPLES = `
Words, "phrases", -not, /pattern/, level>=warn, container:web, status>=500, and or ( ). Examples:
  trivet logs --since 10m level:error
  trivet logs -f --container api 'timeout or "connection refused"'
  trivet logs --format plain --container api > api.log
  trivet logs export --since 1d --format csv --column status --output errors.csv level:error

Exit codes: 0 also when nothing is found, 1 when something failed, 2 when the command or its query is wrong.`;

/** `trivet logs` */
export function addLogsCommand(program: Command, context: CommandContext): void {
  const logs = program.command('logs').description('print log records, oldest first');
  addExportLogsCommand(logs, context);
  withCommonOptions(logs)
    .argument('[query...]', 'what to look for')
    .option('--container <name>', 'only of this container; may be given again', collect)
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(limitOption())
    .option('-f, --follow', 'go on with what comes')
    .addOption(
      new Option('--format <name>', 'line has time, container and level; plain is what came')
        .choices(formats)
        .default('line'),
    )
    .addOption(
      new Option('--color <when>', 'colours, and what was found marked').choices(colourModes).default('auto'),
    )
    .addHelpText('after', EXAMPLES)
    .action((words: string[], options: LogsOptions) => {
      const query = checkedLogQuery(words.join(' '));
      return withEngine({ data: options.data, docker: options.follow ? 'on' : 'off' }, async ({ client }) => {
        const entities = options.container && (await findEntities(client, options.container));
        const filter = { query, ...(entities === undefined ? {} : { entities }) };
        const print = printer(query, options, context);
        if (options.follow) await printAndFollow(client, filter, options, context, print);
        else await print(await newestLines(client, filter, options));
      });
    });
}

type Print = (rows: readonly LogRow[]) => Promise<void>;

function printer(query: string, { json, format, color }: LogsOptions, { out, env }: CommandContext): Print {
  const text = textOf(query, format, color === 'auto' ? out.isTerminal && !env.NO_COLOR : color === 'always');
  let start = format === 'line' || json ? '' : logLayout(format).start;
  return async (rows) => {
    for (const row of rows) {
      if (out.closed) return;
      if (json) out.json(logJson(row));
      else out.write(start + text(row));
      start = '';
      await out.drained();
    }
  };
}

function textOf(query: string, format: LogsOptions['format'], colours: boolean): (row: LogRow) => string {
  if (format !== 'line') return logLayout(format).row;
  const line = logPrinter({ colours, query });
  return (row) => `${line(row)}\n`;
}

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
