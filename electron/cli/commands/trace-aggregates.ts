import { type Command, Option } from 'commander';
import type { RedRow, ServiceMap, ServiceMapEdge } from '../../../shared/contract/trace-answers.ts';
import { count, duration, percent, quantityText, significant } from '../../../shared/model/format.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, durationOption, timeOption, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';

interface RangeOptions extends CommonOptions {
  range: bigint;
  since?: bigint;
  until?: bigint;
}

interface RedOptions extends RangeOptions {
  by: 'service' | 'operation';
  service?: string;
}

const HOUR = 3_600_000_000_000n;

/**
 * `trivet traces red` and `trivet traces map`.
 *
 * @param readQuery - words of a search and what options of `traces` stand for, checked, as one query.
 */
export function addAggregateCommands(
  traces: Command,
  context: CommandContext,
  readQuery: (words: string[], options: object) => string,
): void {
  const red = withRange(
    traces.command('red').description('rate, errors and durations of the calls of services and operations'),
    context,
  ).addOption(
    new Option('--by <what>', 'what makes a row').choices(['service', 'operation']).default('service'),
  );
  red.action(() => printRed(red.optsWithGlobals<RedOptions>(), context));

  const map = withRange(
    traces.command('map').description('who calls whom: services, databases, queues and other hosts'),
    context,
  ).argument('[query...]', 'only traces that meet this search');
  map.action((words: string[]) => {
    const options = map.optsWithGlobals<RangeOptions>();
    return printMap(readQuery(words, options), options, context);
  });
}

const withRange = (command: Command, context: CommandContext): Command =>
  withCommonOptions(command)
    .option('--service <name>', 'only of this service')
    .addOption(durationOption('--range <time>', 'so far back from the end: 15m, 24h').default(HOUR, '1h'))
    .addOption(timeOption('--since <time>', 'from there on, in place of the range', context))
    .addOption(timeOption('--until <time>', 'the end, if it is not now', context));

function rangeOf({ range, since, until }: RangeOptions, { now }: CommandContext) {
  const end = until ?? BigInt(now()) * 1_000_000n;
  const from = end - range;
  return { start: since ?? (from > 0n ? from : 0n), end };
}

async function printRed(options: RedOptions, context: CommandContext): Promise<void> {
  const { out } = context;
  const range = rangeOf(options, context);
  const { by, service } = options;
  const found = await withEngine(options, ({ client }) =>
    client.call('traces.redTable', { by, ...(service === undefined ? {} : { service }), ...range, steps: 1 }),
  );
  const seconds = Math.max(Number(range.end - range.start) / 1e9, 1e-9);
  if (options.json) for (const row of found.rows) out.json(redJson(row, seconds));
  else for (const line of table(redColumns(by, seconds), found.rows)) out.line(line);
  if (found.truncated) out.note(`the ${count(found.rows.length)} with most calls of ${count(found.total)}`);
}

const redJson = (row: RedRow, seconds: number) => ({
  service: row.service,
  operation: row.operation,
  calls: row.calls,
  callsPerSecond: row.calls / seconds,
  errors: row.errors,
  p50Nano: row.p50Nano,
  p95Nano: row.p95Nano,
  p99Nano: row.p99Nano,
});

const errorText = ({ calls, errors }: { calls: number; errors: number }) =>
  quantityText(percent(calls > 0 ? (errors / calls) * 100 : null));

function redColumns(by: RedOptions['by'], seconds: number): Column<RedRow>[] {
  const operation: Column<RedRow> = { title: 'OPERATION', text: (row) => row.operation ?? '' };
  return [
    { title: 'SERVICE', text: ({ service }) => service },
    ...(by === 'operation' ? [operation] : []),
    { title: 'CALLS', align: 'right', text: ({ calls }) => count(calls) },
    { title: 'RATE', align: 'right', text: ({ calls }) => `${significant(calls / seconds)} /s` },
    { title: 'ERRORS', align: 'right', text: errorText },
    { title: 'P50', align: 'right', text: ({ p50Nano }) => quantityText(duration(p50Nano)) },
    { title: 'P95', align: 'right', text: ({ p95Nano }) => quantityText(duration(p95Nano)) },
    { title: 'P99', align: 'right', text: ({ p99Nano }) => quantityText(duration(p99Nano)) },
  ];
}

async function printMap(query: string, options: RangeOptions, context: CommandContext): Promise<void> {
  const { out } = context;
  const map = await withEngine(options, ({ client }) =>
    client.call('traces.map', { query, ...rangeOf(options, context) }),
  );
  if (options.json) out.json(map);
  else for (const line of table(edgeColumns(map), map.edges)) out.line(line);
  if (map.truncated) out.note(`of ${count(map.traces)} traces, not of all that there are`);
}

function edgeColumns({ nodes }: ServiceMap): Column<ServiceMapEdge>[] {
  const kinds = new Map(
    nodes.map(({ id, kind, name }) => [id, kind === 'service' ? name : `${kind} ${name}`]),
  );
  const name = (id: string) => kinds.get(id) ?? id;
  return [
    { title: 'FROM', text: ({ from }) => name(from) },
    { title: '', text: ({ async }) => (async ? '~>' : '->') },
    { title: 'TO', text: ({ to }) => name(to) },
    { title: 'CALLS', align: 'right', text: ({ calls }) => count(calls) },
    { title: 'ERRORS', align: 'right', text: errorText },
    { title: 'P50', align: 'right', text: ({ p50Nano }) => quantityText(duration(p50Nano)) },
    { title: 'P95', align: 'right', text: ({ p95Nano }) => quantityText(duration(p95Nano)) },
  ];
}
