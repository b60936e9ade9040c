import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { DashboardSummary } from '../../../shared/contract/dashboards.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';

/** `trivet dashboards list`, `import FILE…`, `export ID`. */
export function addDashboardsCommand(program: Command, context: CommandContext): void {
  const dashboards = program.command('dashboards').description('list, import and export dashboards');
  withCommonOptions(dashboards.command('list').description('all dashboards, built in and one’s own')).action(
    (options: CommonOptions) => runList(options, context),
  );
  withCommonOptions(
    dashboards
      .command('import <file...>')
      .description('make dashboards of files of Grafana, of any version, or of exported ones'),
  ).action((files: string[], options: CommonOptions) => runImport(files, options, context));
  withCommonOptions(dashboards.command('export <id>').description('print a dashboard as a document')).action(
    (id: string, options: CommonOptions) => runExport(id, options, context),
  );
}

const columns: Column<DashboardSummary>[] = [
  { title: 'ID', text: ({ id }) => id },
  { title: 'TITLE', text: ({ title }) => title },
  { title: 'PANELS', align: 'right', text: ({ panels, fault }) => (fault === null ? String(panels) : '—') },
  { title: 'TAGS', text: ({ tags }) => tags.join(', ') },
  { title: 'FILE', text: ({ path, fault }) => (fault === null ? (path ?? 'built in') : `${path}: ${fault}`) },
];

async function runList(options: CommonOptions, { out }: CommandContext): Promise<void> {
  const list = await withEngine(options, ({ client }) => client.call('dashboards.list', {}));
  if (options.json) for (const summary of list) out.json(summary);
  else for (const line of table(columns, list)) out.line(line);
}

async function runImport(files: string[], options: CommonOptions, context: CommandContext): Promise<void> {
  const { out } = context;
  await withEngine(options, async ({ client }) => {
    for (const file of files) {
      try {
        const json = await readFile(file, 'utf8');
        const { summary, notes } = await client.call('dashboards.import', { json });
        if (options.json) out.json({ file, ...summary, notes });
        else {
          out.line(`${summary.id}\t${summary.title}\t${summary.panels} panels`);
          for (const { panel, title, reason } of notes) {
            out.note(`  ${panel === null ? 'dashboard' : `panel ${panel} "${title}"`}: ${reason}`);
          }
        }
      } catch (error) {
        context.failed();
        out.note(`trivet: ${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  });
}

async function runExport(id: string, options: CommonOptions, { out }: CommandContext): Promise<void> {
  const { json } = await withEngine(options, ({ client }) => client.call('dashboards.get', { id }));
  out.write(json);
}
