/** The height of a row that is not wrapped. */
export const ROW_PX = 24;

/** How rows are drawn; the same object as long as nothing of it changes. */
export interface RowLook {
  /** As it came, not read. */
  raw: boolean;
  wrap: boolean;
  /** Names of fields that stand in columns of their own. */
  columns: string[];
  showProducer: boolean;
}

/** Chosen fields take what they need and leave the message its room. */
const COLUMN = 'minmax(0, 148px)';

/** The tracks of the list's grid: time, level, producer, chosen fields, message, trace. */
export function gridColumns({ columns, showProducer }: RowLook): string {
  const fields = columns.map(() => COLUMN);
  return [
    '92px',
    '44px',
    ...(showProducer ? ['112px'] : []),
    ...fields,
    columns.length > 0 ? 'minmax(34%, 1fr)' : 'minmax(0, 1fr)',
    '16px',
  ].join(' ');
}

/** The column moved by so many places; it stays where it is at the ends. */
export function movedColumn(columns: string[], name: string, by: number): string[] {
  const from = columns.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const next = columns.filter((other) => other !== name);
  next.splice(to, 0, name);
  return next;
}
