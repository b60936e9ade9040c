import type { StreamInput } from '../../../shared/contract/contract.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { logLayout } from '../../../shared/log-export/layout.ts';
import type { ChosenFormats } from '../storage/logs/search/log-search.ts';
import type { Store } from '../storage/store.ts';

/** Takes a piece of text; false when nobody wants more. */
export type TakeText = (text: string) => Promise<boolean>;

/** Text of about so many characters is made before it is handed on; bodies may be large, so pages adapt to them. */
const PIECE = 256 * 1024;
const FIRST_ROWS = 200;
const MOST_ROWS = 2_000;
/** Records that are written before others get their turn on this thread. */
const ROWS_A_TURN = 250;

/**
 * Writes all records that a filter finds as one file of the format, a piece at a time and each read only when the one
 * before was taken. What comes in while it goes on and lies in the range is part of it.
 *
 * @param clean what is done to a record before it leaves: redaction
 * @throws TrivetError
 */
export async function exportLogs(
  store: Pick<Store, 'read'>,
  asked: Omit<StreamInput<'logs.export'>, 'redact'> & { formats?: ChosenFormats },
  clean: (row: LogRow) => LogRow,
  take: TakeText,
  signal: AbortSignal,
): Promise<void> {
  const { format, columns = [], direction = 'forward', query = '', ...filter } = asked;
  const layout = logLayout(format, { columns });
  if (layout.start !== '' && !(await take(layout.start))) return;
  let cursor: string | null = null;
  let limit = FIRST_ROWS;
  do {
    const asking = { ...filter, query, direction, limit, cursor: cursor ?? undefined };
    const page: { records: LogRow[]; cursor: string | null } = await store.read('logs.query', asking, {
      signal,
    });
    let text = '';
    for (const [i, row] of page.records.entries()) {
      text += layout.row(clean(row));
      if (i % ROWS_A_TURN === ROWS_A_TURN - 1) await new Promise(setImmediate);
    }
    if (text !== '' && !(await take(text))) return;
    if (page.records.length > 0) {
      const perRow = text.length / page.records.length;
      limit = Math.max(1, Math.min(MOST_ROWS, Math.floor(PIECE / perRow)));
    }
    cursor = page.cursor;
    signal.throwIfAborted();
  } while (cursor !== null);
}
