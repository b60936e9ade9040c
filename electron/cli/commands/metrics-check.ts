import type { Command } from 'commander';
import type { Cardinality, MetricFamily } from '../../../shared/contract/promql.ts';
import type { ScrapeStatus } from '../../../shared/contract/scrape.ts';
import { count } from '../../../shared/model/format.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';
import { table } from '../table.ts';
import { type NameProblem, nameProblems } from './metric-lint.ts';
import { targetJson, targetsText } from './targets.ts';

const RANGE_MS = 3_600_000;
const TOP = 10;

interface Checked {
  running: boolean;
  scrape: ScrapeStatus;
  cardinality: Cardinality;
  families: MetricFamily[];
  problems: NameProblem[];
}

/** `trivet metrics check` */
export function addMetricsCheckCommand(metrics: Command, { out, now, failed }: CommandContext): void {
  const command = metrics
    .command('check')
    .description('list targets, series, cardinality by label, and what is wrong with names and types');
  withCommonOptions(command).action(async () => {
    const { data, json } = command.optsWithGlobals<CommonOptions>();
    const nowMs = now();
    const checked = await withEngine({ data }, async ({ client, running }): Promise<Checked> => {
      const families = await client.call('metrics.families', { startMs: nowMs - RANGE_MS, endMs: nowMs });
      return {
        running,
        scrape: await client.call('scrape.status', {}),
        cardinality: await client.call('metrics.cardinality', { top: TOP }),
        families,
        problems: nameProblems(families),
      };
    });
    if (json) out.json(checkJson(checked));
    else for (const line of checkText(checked, nowMs)) out.line(line);
    const { scrape, cardinality } = checked;
    const faulty =
      scrape.targets.some(({ health }) => health === 'down') ||
      scrape.configs.some(({ state }) => state === 'refused') ||
      cardinality.refused.length > 0;
    if (faulty) failed();
  });
}

const checkJson = ({ running, scrape, cardinality, families, problems }: Checked) => ({
  running,
  targets: scrape.targets.map(targetJson),
  configs: scrape.configs,
  offers: scrape.offers,
  series: cardinality.series,
  metrics: families.length,
  cardinality,
  problems,
});

function* checkText(
  { running, scrape, cardinality, families, problems }: Checked,
  nowMs: number,
): Generator<string> {
  yield* targetsText(scrape, running, nowMs);
  yield '';
  yield `${count(cardinality.series)} series of ${count(families.length)} metrics in the last hour`;
  yield* table(
    [
      { title: 'METRIC', text: ({ name }) => name },
      { title: 'SERIES', align: 'right', text: ({ series }) => count(series) },
    ],
    cardinality.metrics,
  );
  yield '';
  yield* table(
    [
      { title: 'LABEL', text: ({ name }) => name },
      { title: 'VALUES', align: 'right', text: ({ values }) => count(values) },
      {
        title: 'MOST SERIES',
        text: ({ top }) =>
          top
            .slice(0, 3)
            .map(({ value, series }) => `${value} (${count(series)})`)
            .join(', '),
      },
    ],
    cardinality.labels,
  );
  for (const { name, series, label, values } of cardinality.refused) {
    yield safeText(
      `limit: ${name} has ${count(series)} series; its label ${label} has ${count(values)} values`,
    );
  }
  yield '';
  yield problems.length === 0
    ? 'names and types: nothing unusual'
    : `names and types: ${count(problems.length)} remarks`;
  for (const { metric, problem } of problems) yield safeText(`${metric}: ${problem}`);
}
