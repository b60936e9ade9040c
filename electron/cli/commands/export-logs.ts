import { type Command, Option } from 'commander';
import type { StreamInput } from '../../../shared/contract/contract.ts';
import { type LogExportFormat, logExportFormats } from '../../../shared/contract/logs.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { exportTarget } from '../export-target.ts';
import { findEntities } from '../find-entities.ts';
import { checkedLogQuery } from '../log-query.ts';
import { collect, timeOption } from '../options.ts';
import type { CommandContext } from '../program.ts';

interface ExportOptions {
  data?: string;
  container?: string[];
  since?: bigint;
  until?: bigint;
  format: LogExportFormat;
  column?: string[];
  output?: string;
  /** `--no-redact` makes it false. */
  redact?: boolean;
}

const LAST_TIME = 2n ** 63n - 1n;

const FORMATS = `
Formats: ndjson has everything, one object a line; csv time, level, container, message and the columns asked for;
plain the bodies as they came; text time, level, container, message and fields; syslog lines of RFC 5424.
What looks like a secret is replaced by a mark, as the settings say; --no-redact leaves it in.`;

/** `trivet logs export` */
export function addExportLogsCommand(logs: Command, context: CommandContext): void {
  const command = logs
    .command('export [query...]')
    .description('write all log records that a query finds as one file')
    .option('--container <name>', 'only of this container; may be given again', collect)
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(new Option('--format <name>', 'how').choices(logExportFormats).default('ndjson'))
    .option(
      '--column <field>',
      'for csv: a field, or body, service, stream, trace_id; may be given again',
      collect,
    )
    .option('--output <file>', 'write there instead of to stdout')
    .option('--redact', 'replace what looks like a secret, whatever the settings say')
    .option('--no-redact', 'leave everything in')
    .option('--data <dir>', "the engine's data directory")
    .addHelpText('after', FORMATS);
  command.action(async (words: string[]) => {
    const options = command.opts<ExportOptions>();
    const query = checkedLogQuery(words.join(' '));
    await withEngine(options, async ({ client }) => {
      const entities = options.container && (await findEntities(client, options.container));
      const { since = 0n, until = LAST_TIME, format, column = [], redact } = options;
      const params = { query, entities, start: since, end: until, format, columns: column, redact };
      await exportTo(client, params, options.output, context);
    });
  });
}

/** A file that was not written to its end is taken away again. */
async function exportTo(
  client: EngineClient,
  params: StreamInput<'logs.export'>,
  path: string | undefined,
  { out }: CommandContext,
): Promise<void> {
  const target = await exportTarget(path, out);
  try {
    await new Promise<void>((resolve, reject) => {
      const subscription = client.subscribe('logs.export', params, {
        event: ({ text }) => target.write(text),
        end: resolve,
        error: reject,
      });
      // The reader is gone, as behind `| head`: nothing more is read for it.
      const gone = out.onClose(() => {
        subscription.dispose();
        gone.dispose();
        resolve();
      });
    });
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.close('');
}
