import type { LogRow } from '../../../../shared/contract/logs.ts';

/**
 * The lines of the log view, oldest first, as a pure state. Stored pages come in at either end, the live tail
 * at the newest end. While the reader is away from the newest line the tail waits aside and is counted, so
 * that nothing moves under the eyes.
 */
export interface LogListState {
  rows: LogRow[];
  /** Live lines that arrived while holding still. */
  waiting: LogRow[];
  following: boolean;
  /** Cursor for older lines; null when the oldest is reached, undefined before the first page. */
  olderCursor: string | null | undefined;
  /** Live lines that were never sent or had to be let go: they are stored and come with a new query. */
  skipped: number;
}

/** The list lets go of the oldest lines beyond this; scrolling up asks for them again. */
export const MOST_ROWS = 10_000;
export const MOST_WAITING = 5_000;

export const emptyLogList: LogListState = {
  rows: [],
  waiting: [],
  following: true,
  olderCursor: undefined,
  skipped: 0,
};

export type LogListAction =
  | { kind: 'reset' }
  /** A page in backward order, as `logs.query` answers. */
  | { kind: 'older'; records: LogRow[]; cursor: string | null }
  | { kind: 'live'; records: LogRow[]; skipped: number }
  | { kind: 'hold' }
  | { kind: 'follow' };

export function logListReducer(state: LogListState, action: LogListAction): LogListState {
  switch (action.kind) {
    case 'reset':
      return emptyLogList;
    case 'older':
      return { ...state, rows: prepend(state.rows, action.records), olderCursor: action.cursor };
    case 'live':
      return takeLive(state, action.records, action.skipped);
    case 'hold':
      return state.following ? { ...state, following: false } : state;
    case 'follow':
      if (state.following && state.waiting.length === 0) return state;
      return { ...trim({ ...state, rows: append(state.rows, state.waiting) }), waiting: [], following: true };
  }
}

/** The first page may come after the tail's first lines, and holds them and later ones; any other is older than all. */
function prepend(rows: LogRow[], backward: LogRow[]): LogRow[] {
  const [newest, first] = [backward[0], rows[0]];
  if (!newest || !first) return [...backward.toReversed(), ...rows];
  if (newest.timeUnixNano < first.timeUnixNano) return [...backward.toReversed(), ...rows];
  const known = new Set(rows.map(({ id }) => id));
  return [...backward.filter(({ id }) => !known.has(id)).reverse(), ...rows].sort(byTime);
}

const byTime = (a: LogRow, b: LogRow): number =>
  a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0;

/**
 * The stored page and the tail overlap where one began while the other was read; and containers' clocks agree but
 * their streams arrive apart, so that a late line is put in its place. Only the rows from the first late one on are
 * looked at: those before cannot change.
 */
function append(rows: LogRow[], newer: LogRow[]): LogRow[] {
  if (newer.length === 0) return rows;
  let earliest = newer[0]!.timeUnixNano;
  for (const { timeUnixNano } of newer) if (timeUnixNano < earliest) earliest = timeUnixNano;
  let from = rows.length;
  while (from > 0 && rows[from - 1]!.timeUnixNano >= earliest) from--;
  const touched = rows.slice(from);
  const known = new Set(touched.map(({ id }) => id));
  const all = [...touched, ...newer.filter(({ id }) => !known.has(id))];
  all.sort(byTime);
  return from === 0 ? all : [...rows.slice(0, from), ...all];
}

function takeLive(state: LogListState, records: LogRow[], skipped: number): LogListState {
  const total = { ...state, skipped: state.skipped + skipped };
  if (state.following) return trim({ ...total, rows: append(state.rows, records) });
  const waiting = [...state.waiting, ...records];
  const gone = Math.max(0, waiting.length - MOST_WAITING);
  return { ...total, waiting: gone > 0 ? waiting.slice(gone) : waiting, skipped: total.skipped + gone };
}

function trim(state: LogListState): LogListState {
  const over = state.rows.length - MOST_ROWS;
  if (over <= 0) return state;
  // The cursor pointed before the lines that go now: asking again starts from the oldest that is left.
  return { ...state, rows: state.rows.slice(over), olderCursor: undefined };
}
