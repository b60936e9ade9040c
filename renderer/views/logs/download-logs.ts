import type { TrivetClient } from '../../connection/connection.ts';
import { lineJson, lineText } from './log-text.ts';
import type { LogFilter } from './use-log-list.ts';

const PAGE = 5_000;
/** A file beyond this is better made by `trivet logs`, which streams. */
const MOST_LINES = 500_000;

export interface LogDownload {
  text: string;
  lines: number;
  /** There are more lines than a download takes. */
  cut: boolean;
}

/** Every line of the filter in the range, oldest first, as text or as JSON lines. */
export async function collectLogs(
  client: TrivetClient,
  filter: LogFilter,
  range: { start: bigint; end: bigint },
  format: 'text' | 'json',
  signal: AbortSignal,
): Promise<LogDownload> {
  const write = format === 'text' ? lineText : lineJson;
  const parts: string[] = [];
  let lines = 0;
  let cursor: string | null = null;
  do {
    const page: { records: Parameters<typeof lineText>[0][]; cursor: string | null } = await client.call(
      'logs.query',
      { ...filter, ...range, direction: 'forward', limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      { signal },
    );
    parts.push(page.records.map((row) => `${write(row)}\n`).join(''));
    lines += page.records.length;
    cursor = page.cursor;
  } while (cursor !== null && lines < MOST_LINES);
  return { text: parts.join(''), lines, cut: cursor !== null };
}
