import type { LogRow } from '../../../shared/contract/logs.ts';
import type { TestEngine } from '../test-engine.ts';

/** Every stored line of the container, oldest first, through the contract. */
export async function storedLines({ client }: Pick<TestEngine, 'client'>, name: string): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('logs.query', {
      start: 0n,
      end: 2n ** 62n,
      entities: [`name:${name}`],
      direction: 'forward',
      limit: 5000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.records);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

export const bodiesOf = (rows: LogRow[]): string[] => rows.map(({ body }) => body);
