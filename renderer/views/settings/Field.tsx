import type { ReactNode } from 'react';
import css from './settings.module.css';

/** A heading with what follows it. */
export function Group({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.group}>
      <h2>{title}</h2>
      {note && <p className={css.note}>{note}</p>}
      {children}
    </section>
  );
}

/** Name left, value right; a value that something stands above says by what. */
export function Field({
  name,
  fixedBy,
  children,
}: {
  name: string;
  fixedBy?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={css.field}>
      <span className={css.fieldName}>{name}</span>
      <div className={css.fieldValue}>
        {children}
        {fixedBy && <span className="t3"> held by {fixedBy}</span>}
      </div>
    </div>
  );
}

export interface SimpleColumn<Row> {
  title: string;
  right?: boolean;
  cell(row: Row): ReactNode;
}

/** A short table: settings never have many rows. */
export function SimpleTable<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string;
  columns: SimpleColumn<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
}) {
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title, right }) => (
            <th key={title} className={right ? 'right' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ title, right, cell }) => (
              <td key={title} className={right ? 'right' : ''}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
