import { type Command, InvalidArgumentError } from 'commander';
import type { StreamInput } from '../../../shared/contract/contract.ts';
import { type ExportFormat, exportFormatInfo, exportFormats } from '../../../shared/contract/trace-export.ts';
import { parseTraceQuery } from '../../../shared/trace-query/parser.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { exportTarget } from '../export-target.ts';
import { type CommonOptions, timeOption } from '../options.ts';
import type { Output } from '../output.ts';
import type { CommandContext } from '../program.ts';
import { parseTraceId } from '../trace-id.ts';

type ExportParams = StreamInput<'traces.export'>;

interface ExportOptions extends CommonOptions {
  query?: string;
  format: ExportFormat;
  output?: string;
  span?: string[];
  subtree?: boolean;
  since?: bigint;
  until?: bigint;
}

const LAST_TIME = 2n ** 63n - 1n;

/** `trivet traces export` and `trivet trace` */
export function addExportCommands(program: Command, traces: Command, context: CommandContext): void {
  const losses = exportFormats.map((format) => `${format} ${exportFormatInfo[format].losses}`).join('. ');
  const command = traces
    .command('export [trace...]')
    .description(`write traces, or what a search finds, as one file. ${losses}.`)
    .option('--query <text>', 'all traces that this finds: service:checkout status:error')
    .option('--format <name>', exportFormats.join(', '), parseFormat, 'otlp')
    .option('--output <file>', 'write there instead of to stdout')
    .option('--span <id>', 'only this span of the one trace; may be given again', parseSpanId)
    .option('--subtree', 'with --span: and everything below')
    .addOption(timeOption('--since <time>', 'with --query: RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'with --query: RFC 3339, or 10m, 2h, 3d ago', context))
    .option('--data <dir>', "the engine's data directory");
  command.action(async (ids: string[]) => {
    const options = command.optsWithGlobals<ExportOptions>();
    await withEngine(options, ({ client }) =>
      exportTo(client, paramsOf(ids, options), options.output, context.out),
    );
  });

  program
    .command('trace <id>')
    .description('print one trace')
    .option('--data <dir>', "the engine's data directory")
    .option('--format <name>', exportFormats.join(', '), parseFormat, 'otlp')
    .action(async (id: string, { data, format }: { data?: string; format: ExportFormat }) => {
      const params = { format, traceIds: [parseTraceId(id)] };
      await withEngine({ data }, ({ client }) => exportTo(client, params, undefined, context.out));
    });
}

function paramsOf(
  ids: string[],
  { query, format, span, subtree = false, since, until }: ExportOptions,
): ExportParams {
  if (ids.length > 0 === (query !== undefined)) throw new UsageError('name traces, or give a --query');
  if (span && ids.length !== 1) throw new UsageError('--span needs one trace');
  const selection = span ? { spanIds: span, subtree } : {};
  if (query === undefined) return { format, traceIds: ids.map(parseTraceId), ...selection };
  const [problem] = parseTraceQuery(query).problems;
  if (problem) throw new UsageError(`--query, at ${problem.from + 1}: expected ${problem.expected}`);
  return { format, filter: { query, start: since ?? 0n, end: until ?? LAST_TIME } };
}

async function exportTo(
  client: EngineClient,
  params: ExportParams,
  path: string | undefined,
  out: Output,
): Promise<void> {
  const target = await exportTarget(path, out);
  try {
    await new Promise<void>((resolve, reject) => {
      client.subscribe('traces.export', params, {
        event: ({ text }) => target.write(text),
        end: resolve,
        error: reject,
      });
    });
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.close('\n');
}

function parseFormat(text: string): ExportFormat {
  const format = exportFormats.find((known) => known === text);
  if (!format) throw new InvalidArgumentError(`one of ${exportFormats.join(', ')}`);
  return format;
}

function parseSpanId(text: string, before: string[] = []): string[] {
  if (!/^[0-9a-f]{1,16}$/i.test(text)) throw new InvalidArgumentError('up to 16 hex digits');
  return [...before, text.toLowerCase().padStart(16, '0')];
}
