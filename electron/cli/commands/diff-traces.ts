import type { Command } from 'commander';
import type { DifferenceAttribute, TraceDifference } from '../../../shared/contract/trace-answers.ts';
import { count, percent, quantityText } from '../../../shared/model/format.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, durationOption, timeOption, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';
import { checkedQuery } from '../trace-query.ts';

interface DiffOptions extends CommonOptions {
  slowerThan?: bigint;
  errors?: boolean;
  since?: bigint;
  until?: bigint;
}

const LAST_TIME = 2n ** 63n - 1n;
const MOST_ATTRIBUTES = 20;
const VALUES_EACH = 3;

/** `trivet traces diff` */
export function addDiffCommand(traces: Command, context: CommandContext): void {
  const { out } = context;
  const command = traces
    .command('diff [query...]')
    .description('say what slow or failing traces carry that the others do not')
    .addOption(
      durationOption('--slower-than <time>', 'hold traces at least this long against the rest: 500ms'),
    )
    .option('--errors', 'hold traces with a failed span against the rest')
    .addOption(timeOption('--since <time>', 'RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context));
  withCommonOptions(command).action(async (words: string[]) => {
    const options = command.optsWithGlobals<DiffOptions>();
    if (options.slowerThan === undefined && !options.errors) {
      throw new UsageError('say which to hold against the rest: --slower-than 500ms, --errors, or both');
    }
    const query = checkedQuery(words);
    const difference = await withEngine(options, ({ client }) =>
      client.call('traces.difference', {
        query,
        start: options.since ?? 0n,
        end: options.until ?? LAST_TIME,
        selection: { minDurationNano: options.slowerThan, errorsOnly: options.errors ?? false },
      }),
    );
    if (options.json) out.json(difference);
    else for (const line of differenceText(difference)) out.line(line);
  });
}

function* differenceText(difference: TraceDifference): Generator<string> {
  const { insideTraces, outsideTraces, scannedSpans, truncated, attributes, identifiers, unsure } =
    difference;
  yield `${count(insideTraces)} traces selected, ${count(outsideTraces)} others, ${count(scannedSpans)} spans compared${truncated ? ' (an even choice of all)' : ''}`;
  if (insideTraces === 0 || outsideTraces === 0) {
    yield 'there is nothing to hold them against: both sides need traces';
    return;
  }
  yield '';
  if (attributes.length === 0) yield 'nothing sets them apart';
  else yield* table(columns(difference), attributes.slice(0, MOST_ATTRIBUTES).flatMap(rowsOf));
  if (attributes.length > MOST_ATTRIBUTES) {
    yield `… and ${count(attributes.length - MOST_ATTRIBUTES)} more attributes; --json has them. A query narrows it down.`;
  }
  if (unsure > 0) yield `${count(unsure)} more differ so little that it may be chance`;
  if (identifiers.length > 0) {
    yield `not compared, as every trace has its own: ${identifiers.map(({ key }) => key).join(', ')}`;
  }
}

interface Row {
  attribute: DifferenceAttribute;
  place: number;
}

const rowsOf = (attribute: DifferenceAttribute): Row[] =>
  attribute.values.slice(0, VALUES_EACH).map((_, place) => ({ attribute, place }));

function columns({ insideTraces, outsideTraces }: TraceDifference): Column<Row>[] {
  const value = ({ attribute, place }: Row) => attribute.values[place]!;
  const share = (part: number, whole: number) => quantityText(percent((part / whole) * 100));
  return [
    {
      title: 'SCORE',
      align: 'right',
      text: ({ attribute, place }) => (place === 0 ? String(Math.round(attribute.score * 100)) : ''),
    },
    { title: 'ATTRIBUTE', text: ({ attribute, place }) => (place === 0 ? attribute.key : '') },
    { title: 'FROM', text: ({ attribute, place }) => (place === 0 ? attribute.from : '') },
    { title: 'VALUE', text: (row) => value(row).value.slice(0, 80) || '(empty)' },
    { title: 'SELECTED', align: 'right', text: (row) => share(value(row).insideTraces, insideTraces) },
    { title: 'OTHERS', align: 'right', text: (row) => share(value(row).outsideTraces, outsideTraces) },
    {
      title: 'TRACES',
      align: 'right',
      text: (row) => `${count(value(row).insideTraces)} / ${count(value(row).outsideTraces)}`,
    },
  ];
}
