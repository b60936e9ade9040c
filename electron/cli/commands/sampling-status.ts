import type { Command } from 'commander';
import type { SamplingStatus } from '../../../shared/contract/sampling.ts';
import { count, durationWords } from '../../../shared/model/format.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';

/** `trivet traces sampling-status` */
export function addSamplingStatusCommand(traces: Command, { out }: CommandContext): void {
  const command = traces
    .command('sampling-status')
    .description('say which spans are left out or cut, by what, and how many were');
  withCommonOptions(command).action(async () => {
    const { data, json } = command.optsWithGlobals<CommonOptions>();
    const { status, running } = await withEngine({ data }, async ({ client, running }) => ({
      status: await client.call('traces.sampling', {}),
      running,
    }));
    if (json) out.json({ running, ...status });
    else for (const line of statusText(status, running)) out.line(line);
  });
}

function* statusText(status: SamplingStatus, running: boolean): Generator<string> {
  const { leftOut, cut, tail } = status;
  if (!running) yield 'engine: not running; nothing was received since its start';
  yield* table(rules, [
    { rule: 'probability', setting: probabilityText(status), effect: `${count(leftOut.probability)} spans` },
    { rule: 'rate', setting: rateText(status), effect: `${count(leftOut.rate)} spans` },
    {
      rule: 'tail',
      setting: tailText(status),
      effect: `${count(leftOut.tail)} spans, ${count(tail.removed)} of ${count(tail.judged)} traces`,
    },
  ]);
  const { limits } = status;
  yield '';
  yield* table(
    [
      { title: 'LIMIT A SPAN', text: ({ name }) => name },
      { title: 'AT MOST', align: 'right', text: ({ most }) => count(most) },
      { title: 'CUT OFF', align: 'right', text: ({ off }) => count(off) },
    ],
    [
      { name: 'attributes', most: limits.attributes, off: cut.attributes },
      { name: 'events', most: limits.events, off: cut.events },
      { name: 'links', most: limits.links, off: cut.links },
    ],
  );
  yield '';
  yield* table(receivers, status.receivers);
}

interface Rule {
  rule: string;
  setting: string;
  effect: string;
}

const rules: Column<Rule>[] = [
  { title: 'RULE', text: ({ rule }) => rule },
  { title: 'SETTING', text: ({ setting }) => setting },
  { title: 'LEFT OUT', text: ({ effect }) => effect },
];

const receivers: Column<SamplingStatus['receivers'][number]>[] = [
  { title: 'FROM', text: ({ receiver }) => receiver },
  { title: 'SPANS', align: 'right', text: ({ received }) => count(received) },
  {
    title: 'DROPPED',
    text: ({ dropped }) => dropped.map(([cause, items]) => `${count(items)} ${cause}`).join(', ') || '0',
  },
];

const percentOf = (part: number) => `${Number((part * 100).toPrecision(4))} %`;

const probabilityText = ({ sampling: { probability } }: SamplingStatus) =>
  probability >= 1 ? 'off' : `${percentOf(probability)} of traces kept`;

const rateText = ({ sampling: { spansPerSecond } }: SamplingStatus) =>
  spansPerSecond === null ? 'off' : `${count(spansPerSecond)} spans/s`;

function tailText({ sampling: { tail } }: SamplingStatus): string {
  if (!tail.enabled) return 'off';
  const rest = tail.keepRest > 0 ? ` and ${percentOf(tail.keepRest)} of the rest` : '';
  return `keeps errors, traces from ${tail.slowerThanMs} ms${rest}; over after ${durationWords(tail.quietMs)}`;
}
