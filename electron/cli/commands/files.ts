import type { Command } from 'commander';
import type { OpenedFile } from '../../../shared/contract/files.ts';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';
import { msToNano } from '../../../shared/model/time.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';

export function addFilesCommand(program: Command, { out }: CommandContext): void {
  const files = withCommonOptions(
    program.command('files').description('list files that were opened, or remove one'),
  ).action(async ({ data, json }: CommonOptions) => {
    const opened = await withEngine({ data }, ({ client }) => client.call('files.list', {}));
    if (json) for (const file of opened) out.json(fileJson(file));
    else for (const line of table(columns, opened)) out.line(line);
  });

  withCommonOptions(
    files.command('remove <id...>').description('remove opened files; spans that also came live stay'),
  ).action(async (ids: string[], { data, json }: CommonOptions) => {
    const numbers = ids.map(parseId);
    await withEngine({ data }, async ({ client }) => {
      for (const id of numbers) {
        const { spans, logRecords } = await client.call('files.remove', { id });
        if (json) out.json({ id, spans, logRecords });
        else out.line(`removed file ${id}, ${count(spans)} spans and ${count(logRecords)} log records`);
      }
    });
  });
}

function parseId(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new UsageError(`"${text}" is no file's number; trivet files lists them`);
  return Number(text);
}

const fileJson = ({ id, name, path, format, openedMs, bytes: size, traces, spans, logs }: OpenedFile) => ({
  id,
  name,
  path,
  format,
  openedUnixNano: msToNano(openedMs),
  bytes: size,
  traces,
  spans,
  logs,
});

const columns: Column<OpenedFile>[] = [
  { title: 'ID', align: 'right', text: ({ id }) => String(id) },
  { title: 'FILE', text: ({ name, path }) => path ?? name },
  { title: 'FORMAT', text: ({ format }) => format },
  { title: 'SIZE', align: 'right', text: ({ bytes: size }) => quantityText(bytes(size)) },
  { title: 'TRACES', align: 'right', text: ({ traces }) => count(traces) },
  { title: 'SPANS', align: 'right', text: ({ spans }) => count(spans) },
  { title: 'LOGS', align: 'right', text: ({ logs }) => count(logs?.records ?? 0) },
  { title: 'OPENED', text: ({ openedMs }) => new Date(openedMs).toISOString() },
];
