import type { Command } from 'commander';
import type { EngineStatus } from '../../../shared/contract/app.ts';
import { bytes, count, percent, quantityText, significant } from '../../../shared/model/format.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { table } from '../table.ts';

export function addStatusCommand(program: Command, { out }: CommandContext): void {
  withCommonOptions(
    program.command('status').description('say what is connected, listening, received, dropped and stored'),
  ).action(async ({ data, json }: CommonOptions) => {
    const { status, running } = await withEngine({ data }, async ({ client, running }) => ({
      status: await client.call('app.status', {}),
      running,
    }));
    if (json) out.json(statusJson(status, running));
    else for (const line of statusText(status, running)) out.line(line);
  });
}

const oldestText = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const statusJson = (status: EngineStatus, running: boolean) => ({
  running,
  sources: status.sources,
  receivers: status.receivers,
  received: status.received,
  dropped: status.dropped,
  stores: status.stores.map(({ signal, bytes: size, items, oldestMs }) => ({
    signal,
    bytes: size,
    items,
    oldest: oldestText(oldestMs),
  })),
  storeBytes: status.storeBytes,
  engine: running ? status.engine : null,
  scrape: status.scrape,
  problems: status.problems,
});

function* statusText(status: EngineStatus, running: boolean): Generator<string> {
  const { cpuPercent, rssBytes } = status.engine;
  yield running
    ? `engine: ${quantityText(percent(cpuPercent))} CPU, ${quantityText(bytes(rssBytes))} memory`
    : 'engine: not running; this is what is stored';
  yield* section('sources', status.sources, [
    { title: 'SOURCE', text: ({ name }) => name },
    { title: 'STATE', text: ({ state }) => state },
    { title: 'DETAIL', text: ({ detail, cause, cure }) => detail ?? [cause, cure].filter(Boolean).join(' ') },
  ]);
  yield* section('receivers', status.receivers, [
    { title: 'RECEIVER', text: ({ name }) => name },
    { title: 'STATE', text: ({ state }) => state },
    { title: 'PORT', align: 'right', text: ({ port }) => String(port ?? '—') },
    { title: 'AT', text: ({ addresses, reason }) => reason ?? addresses.join(', ') },
  ]);
  yield* section('received', status.received, [
    { title: 'FROM', text: ({ receiver }) => receiver },
    { title: 'SIGNAL', text: ({ signal }) => signal },
    { title: 'ITEMS', align: 'right', text: ({ items }) => count(items) },
    { title: 'NOW', align: 'right', text: ({ rate }) => `${significant(rate)} /s` },
  ]);
  yield* section('dropped', status.dropped, [
    { title: 'FROM', text: ({ receiver }) => receiver },
    { title: 'SIGNAL', text: ({ signal }) => signal },
    { title: 'CAUSE', text: ({ cause }) => cause },
    { title: 'ITEMS', align: 'right', text: ({ items }) => count(items) },
  ]);
  const faulty = status.receivers.filter(({ lastFault }) => lastFault !== null);
  if (faulty.length > 0) {
    yield* section('bad input', faulty, [
      { title: 'BAD INPUT AT', text: ({ name }) => name },
      { title: 'REFUSED', align: 'right', text: ({ lastFault }) => count(lastFault?.count ?? 0) },
      { title: 'THE LAST ONE', text: ({ lastFault }) => lastFault?.text ?? '' },
    ]);
  }
  yield* section('stores', status.stores, [
    { title: 'SIGNAL', text: ({ signal }) => signal },
    { title: 'SIZE', align: 'right', text: ({ bytes: size }) => quantityText(bytes(size)) },
    { title: 'ITEMS', align: 'right', text: ({ items }) => count(items) },
    { title: 'OLDEST', text: ({ oldestMs }) => oldestText(oldestMs) ?? '—' },
  ]);
  for (const { message, cure } of status.problems) yield `problem: ${message}${cure ? ` (${cure})` : ''}`;
}

function* section<Row>(
  title: string,
  rows: readonly Row[],
  columns: Parameters<typeof table<Row>>[0],
): Generator<string> {
  yield '';
  if (rows.length === 0) yield `${title}: none`;
  else yield* table(columns, rows);
}
