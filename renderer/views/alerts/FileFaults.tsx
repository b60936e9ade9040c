import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { AlertFileView, FileFault } from '../../../shared/contract/alerts.ts';
import { count } from '../../../shared/model/format.ts';
import css from './alerts.module.css';

const FIRST = 3;

/** Files that are not in force as they stand: where, and why. What they last said rightly goes on. */
export function FileFaults({ files }: { files: AlertFileView[] }) {
  const [all, setAll] = useState(false);
  const faults = files.flatMap(({ path, state, own, errors }) =>
    state === 'refused'
      ? (errors.length > 0 ? errors : [{ message: 'it is refused', line: null }]).map((fault) => ({
          path,
          fault,
          refused: true,
        }))
      : // Trivet's own file comes with the first rule that is made in the window.
        state === 'missing' && !own
        ? [
            {
              path,
              fault: { message: 'there is no such file; it is waited for', line: null },
              refused: false,
            },
          ]
        : [],
  );
  if (faults.length === 0) return null;
  const refused = faults.some((each) => each.refused);
  return (
    <section
      className={css.faults}
      data-kind={refused ? 'error' : 'warning'}
      aria-label="Files that are not in force"
    >
      <ul>
        {faults.slice(0, all ? faults.length : FIRST).map(({ path, fault }) => (
          <li key={`${path} ${fault.line} ${fault.message}`} className={css.fault}>
            <IconAlertTriangle size={14} />
            <FaultText path={path} fault={fault} />
          </li>
        ))}
      </ul>
      {faults.length > FIRST ? (
        <button type="button" className="btn quiet small" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${count(faults.length)}`}
        </button>
      ) : null}
      {refused ? (
        <p className={`t2 ${css.fault}`}>
          <span />
          What these files last said rightly goes on; they are read again when they change.
        </p>
      ) : null}
    </section>
  );
}

/** `rules.yml:12` and what is wrong there. */
export function FaultText({ path, fault }: { path: string; fault: FileFault }) {
  return (
    <p>
      <span className="mono med">
        <bdi>{path}</bdi>
        {fault.line === null ? '' : `:${fault.line}`}
      </span>{' '}
      <bdi>{fault.message}</bdi>
    </p>
  );
}
