import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ObjectiveView } from '../../../shared/contract/objectives.ts';
import { percent, quantityText, significant } from '../../../shared/model/format.ts';
import { windowText } from '../../engine/alerts/objectives/burn-windows.ts';
import { parseObjectives } from '../../engine/alerts/objectives/objective-file.ts';
import { objectiveRulesText } from '../../engine/alerts/objectives/objective-rules.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';
import { type Column, table } from '../table.ts';

/** `trivet objectives` lists them with their budgets; `trivet objectives rules FILE` prints the rules of a file. */
export function addObjectivesCommand(program: Command, context: CommandContext): void {
  const { out, failed } = context;
  const command = program
    .command('objectives')
    .description('objectives of services and what is left of their budgets');
  withCommonOptions(command).action(async ({ data, json }: CommonOptions) => {
    const { objectives, files } = await withEngine({ data }, ({ client }) =>
      client.call('objectives.list', {}),
    );
    if (json) for (const one of objectives) out.json(objectiveJson(one));
    else for (const line of table(COLUMNS, objectives)) out.line(line);
    for (const { path, errors } of files) {
      for (const { line, message } of errors)
        out.note(safeText(`${line === null ? path : `${path}:${line}`}: ${message}`));
    }
    if (files.some(({ state }) => state === 'refused')) failed();
  });
  command
    .command('rules <file>')
    .description('print the recording and alerting rules that a file of objectives makes, for any Prometheus')
    .action((file: string) => {
      const read = parseObjectives(readFileSync(file, 'utf8'));
      if (read.ok) {
        for (const { line, message } of read.value.warnings)
          out.note(safeText(`${file}:${line}: warning: ${message}`));
        out.write(objectiveRulesText(read.value.objectives));
        return;
      }
      for (const { line, message } of read.error) {
        out.note(safeText(`${line === null ? file : `${file}:${line}`}: ${message}`));
      }
      failed();
    });
}

const share = (part: number | null): string => (part === null ? '—' : quantityText(percent(part * 100)));

const COLUMNS: Column<ObjectiveView>[] = [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'SERVICE', text: ({ service }) => service },
  { title: 'TARGET', align: 'right', text: ({ target }) => `${Number((target * 100).toPrecision(12))} %` },
  { title: 'WINDOW', align: 'right', text: ({ windowMs }) => windowText(windowMs) },
  {
    title: 'GOOD',
    align: 'right',
    text: ({ good }) => (good === null ? '—' : `${Number((good * 100).toPrecision(5))} %`),
  },
  { title: 'BUDGET LEFT', align: 'right', text: ({ budgetLeft }) => share(budgetLeft) },
  { title: 'BURNS', align: 'right', text: ({ burnRates: [first] }) => burnText(first?.long ?? null) },
  { title: 'ALERTS', text: ({ burnRates }) => firingText(burnRates) },
  { title: 'ERROR', text: ({ error }) => error ?? '' },
];

const burnText = (rate: number | null): string => (rate === null ? '—' : `${significant(rate)}×`);

function firingText(rates: ObjectiveView['burnRates']): string {
  const severities = new Set(rates.filter(({ firing }) => firing).map(({ severity }) => severity));
  return [...severities].join(', ');
}

const objectiveJson = ({ trend: _trend, labels, dataSinceMs, ...one }: ObjectiveView) => ({
  ...one,
  labels: Object.fromEntries(labels),
  dataSince: dataSinceMs === null ? null : new Date(dataSinceMs).toISOString(),
});
