import { type Command, InvalidArgumentError } from 'commander';
import type { TraceSummary } from '../../../shared/contract/traces.ts';
import { count, duration, quantityText } from '../../../shared/model/format.ts';
import type { Operator } from '../../../shared/query-text/operators.ts';
import { joinQueries } from '../../../shared/query-text/tree-printer.ts';
import { durationText } from '../../../shared/query-text/values.ts';
import { type Condition, condition, type Field } from '../../../shared/trace-query/ast.ts';
import { conditionText } from '../../../shared/trace-query/printer.ts';
import { timeText } from '../../hosts/config/times.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import {
  type CommonOptions,
  durationOption,
  limitOption,
  timeOption,
  withCommonOptions,
} from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';
import { checkedQuery } from '../trace-query.ts';
import { addCompareCommand } from './compare-traces.ts';
import { addDiffCommand } from './diff-traces.ts';
import { addExportCommands } from './export-traces.ts';
import { addSamplingStatusCommand } from './sampling-status.ts';
import { addShowCommand } from './show-trace.ts';
import { addAggregateCommands } from './trace-aggregates.ts';
import { addDoctorCommand } from './trace-doctor.ts';

interface TracesOptions extends CommonOptions {
  service?: string;
  operation?: string;
  minDuration?: bigint;
  maxDuration?: bigint;
  error?: boolean;
  attr?: [string, string][];
  since?: bigint;
  until?: bigint;
  limit: number;
}

const LAST_TIME = 2n ** 63n - 1n;
const PAGE = 5_000;

export function addTraceCommands(program: Command, context: CommandContext): void {
  const { out } = context;
  const traces = program.command('traces').description('list traces, newest first');
  addSamplingStatusCommand(traces, context);
  addAggregateCommands(traces, context, queryOf);
  addExportCommands(program, traces, context);
  addShowCommand(traces, context);
  addCompareCommand(traces, context);
  addDiffCommand(traces, context);
  addDoctorCommand(traces, context);
  withCommonOptions(traces)
    .argument(
      '[query...]',
      'what to look for: service:checkout duration>200ms status:error http.route:/orders',
    )
    .option('--service <name>', 'with a span of this service')
    .option('--operation <name>', 'with a span of this name')
    .addOption(durationOption('--min-duration <time>', 'at least this long: 10ms, 2s'))
    .addOption(durationOption('--max-duration <time>', 'at most this long'))
    .option('--error', 'with a failed span')
    .option('--attr <key=value>', 'with this attribute; may be given again', parseAttribute)
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(limitOption())
    .action(async (words: string[], options: TracesOptions) => {
      const query = queryOf(words, options);
      const traces = await withEngine(options, ({ client }) => searchTraces(client, query, options));
      if (options.json) for (const trace of traces) out.json(traceJson(trace));
      else for (const line of table(columns, traces)) out.line(line);
    });
}

/** The words of a search with what the options stand for. */
const queryOf = (words: string[], options: Partial<TracesOptions>): string =>
  joinQueries(checkedQuery(words), optionQuery(options));

/** The options as conditions of the query. */
function optionQuery(options: Partial<TracesOptions>): string {
  const { service, operation, minDuration, maxDuration, error, attr } = options;
  const conditions: Condition[] = [];
  const add = (field: Field, operator: Operator, value: string) =>
    conditions.push(condition(field, operator, value));
  if (service !== undefined) add({ kind: 'service' }, '=', service);
  if (operation !== undefined) add({ kind: 'operation' }, '=', operation);
  if (minDuration !== undefined) add({ kind: 'trace.duration' }, '>=', durationText(minDuration));
  if (maxDuration !== undefined) add({ kind: 'trace.duration' }, '<=', durationText(maxDuration));
  for (const [key, value] of attr ?? []) add({ kind: 'attribute', on: 'any', key }, '=', value);
  const text = conditions.map(conditionText);
  // One failed span of the trace is enough, beside the span that meets the rest.
  return joinQueries(text.join(' '), error ? 'trace.errors>0' : '');
}

async function searchTraces(
  client: EngineClient,
  query: string,
  options: TracesOptions,
): Promise<TraceSummary[]> {
  const traces: TraceSummary[] = [];
  let cursor: string | null = null;
  do {
    const page: { traces: TraceSummary[]; cursor: string | null } = await client.call('traces.search', {
      query,
      start: options.since ?? 0n,
      end: options.until ?? LAST_TIME,
      limit: Math.min(PAGE, options.limit - traces.length),
      ...(cursor === null ? {} : { cursor }),
    });
    traces.push(...page.traces);
    cursor = page.cursor;
  } while (cursor !== null && traces.length < options.limit);
  return traces;
}

function parseAttribute(text: string, before: [string, string][] = []): [string, string][] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('an attribute is key=value');
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}

const traceJson = (trace: TraceSummary) => ({
  traceId: trace.traceId,
  rootService: trace.rootService || null,
  rootName: trace.rootName || null,
  startTimeUnixNano: trace.startTimeUnixNano,
  durationNano: trace.durationNano,
  spanCount: trace.spanCount,
  serviceCount: trace.serviceCount,
  errorCount: trace.errorCount,
});

const columns: Column<TraceSummary>[] = [
  { title: 'TRACE', text: ({ traceId }) => traceId },
  { title: 'START', text: ({ startTimeUnixNano }) => timeText(startTimeUnixNano) },
  {
    title: 'DURATION',
    align: 'right',
    text: ({ durationNano }) => quantityText(duration(Number(durationNano))),
  },
  { title: 'SPANS', align: 'right', text: ({ spanCount }) => count(spanCount) },
  { title: 'SERVICES', align: 'right', text: ({ serviceCount }) => count(serviceCount) },
  { title: 'ERRORS', align: 'right', text: ({ errorCount }) => count(errorCount) },
  { title: 'ROOT', text: ({ rootService, rootName }) => `${rootService || '—'} ${rootName}` },
];
