import type { LogRow } from '../../shared/contract/logs.ts';
import { eventually } from '../docker.ts';
import type { SharedEngine } from './shared-engine.ts';

/** Every record of the entities, oldest first. */
export async function storedLogs(
  { client }: Pick<SharedEngine, 'client'>,
  ...entities: string[]
): Promise<LogRow[]> {
  const filter = { entities, start: 0n, end: 2n ** 62n, direction: 'forward', limit: 5000 } as const;
  const rows: LogRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('logs.query', { ...filter, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.records);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** The same once there are so many. */
export async function awaitLogs(engine: SharedEngine, entity: string, count: number): Promise<LogRow[]> {
  return eventually(`${count} records of ${entity}`, async () => {
    const rows = await storedLogs(engine, entity);
    return rows.length >= count ? rows : null;
  });
}
