import type { ImportNote } from '../../../../shared/dashboards/model.ts';
import css from './page.module.css';

/** What an import could not bring over, by panel. */
export function ImportNotes({ notes, onClose }: { notes: ImportNote[]; onClose(): void }) {
  return (
    <section className={css.notes} aria-label="Not brought over">
      <div className="pane-line">
        <b>{notes.length === 1 ? 'One thing was' : `${notes.length} things were`} not brought over</b>{' '}
        <button type="button" className="btn small quiet" onClick={onClose}>
          Hide
        </button>
      </div>
      <ul>
        {notes.map(({ panel, title, reason }) => (
          <li key={`${panel} ${reason}`}>
            {panel === null ? null : <b>{title || `Panel ${panel}`}: </b>}
            {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
