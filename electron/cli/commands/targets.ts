import type { Command } from 'commander';
import type { ScrapeConfigFile, ScrapeStatus, ScrapeTarget } from '../../../shared/contract/scrape.ts';
import { count, duration, durationWords, quantityText } from '../../../shared/model/format.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';
import { type Column, table } from '../table.ts';

/** `trivet targets` */
export function addTargetsCommand(program: Command, { out, now }: CommandContext): void {
  withCommonOptions(
    program.command('targets').description('list what is scraped, how it goes, and what is offered'),
  ).action(async ({ data, json }: CommonOptions) => {
    const { status, running } = await withEngine({ data }, async ({ client, running }) => ({
      status: await client.call('scrape.status', {}),
      running,
    }));
    if (json) for (const target of status.targets) out.json(targetJson(target));
    else for (const line of targetsText(status, running, now())) out.line(line);
  });
}

export const targetJson = ({ lastScrapeMs, labels, discovered, ...target }: ScrapeTarget) => ({
  ...target,
  lastScrape: lastScrapeMs === null ? null : new Date(lastScrapeMs).toISOString(),
  labels: Object.fromEntries(labels),
  discovered: Object.fromEntries(discovered),
});

export function* targetsText(status: ScrapeStatus, running: boolean, nowMs: number): Generator<string> {
  if (!running) yield 'engine: not running; nothing is scraped now';
  const columns: Column<ScrapeTarget>[] = [
    { title: 'JOB', text: ({ job }) => job },
    { title: 'TARGET', text: ({ url }) => url },
    { title: 'STATE', text: ({ health }) => (health === 'unknown' ? 'not yet' : health) },
    {
      title: 'AGO',
      align: 'right',
      text: ({ lastScrapeMs }) => (lastScrapeMs === null ? '—' : durationWords(nowMs - lastScrapeMs)),
    },
    {
      title: 'TOOK',
      align: 'right',
      text: ({ durationMs }) => quantityText(duration(durationMs === null ? null : durationMs * 1e6)),
    },
    { title: 'SAMPLES', align: 'right', text: ({ samples }) => count(samples) },
    { title: 'LAST ERROR', text: ({ lastError, note }) => lastError ?? note ?? '' },
  ];
  yield* table(columns, status.targets);
  for (const config of status.configs) yield* configText(config);
  for (const { container, url, families } of status.offers) {
    yield safeText(`offered: ${container} answers with ${count(families)} metrics at ${url}`);
  }
}

export function* configText({ origin, error, warnings }: ScrapeConfigFile): Generator<string> {
  const place = (line: number | null) => (line === null ? origin : `${origin}:${line}`);
  if (error) yield safeText(`${place(error.line)}: refused: ${error.message}`);
  for (const { line, message } of warnings) yield safeText(`${place(line)}: ${message}`);
}
