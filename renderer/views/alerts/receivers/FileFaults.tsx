import type { AlertFileView, FileFault } from '../../../../shared/contract/alerts.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { Time } from '../../../components/Time.tsx';
import css from './receivers.module.css';

/** The alertmanager.yml in force, with what is wrong with it and where. */
export function FileFaults({ file }: { file: AlertFileView }) {
  const { path, state, errors, warnings, loadedMs } = file;
  return (
    <section className={css.file} aria-label="Configuration">
      <div className={css.fileLine}>
        <StateIcon shape={state !== 'loaded' ? 'error' : warnings.length > 0 ? 'warn' : 'ok'} title={state} />
        <span className="mono cut" title={path}>
          {path}
        </span>
        <span className={`nowrap ${state === 'loaded' ? 't3' : 'err'}`}>{stateWords[state]}</span>
        {loadedMs > 0 ? (
          <span className="t3 nowrap">
            read <Time ms={loadedMs} />
          </span>
        ) : null}
      </div>
      {errors.length + warnings.length > 0 ? (
        <ul className={css.faults}>
          {errors.map((fault) => (
            <Fault key={`e${fault.line} ${fault.message}`} fault={fault} kind="err" />
          ))}
          {warnings.map((fault) => (
            <Fault key={`w${fault.line} ${fault.message}`} fault={fault} kind="warn" />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

const stateWords: Record<AlertFileView['state'], string> = {
  loaded: 'in force',
  refused: 'refused; what held before goes on',
  missing: 'not there; everything is told on the desktop',
};

function Fault({ fault: { line, message }, kind }: { fault: FileFault; kind: 'err' | 'warn' }) {
  return (
    <li>
      {line === null ? null : <span className="mono t3">line {line} </span>}
      <span className={kind}>{message}</span>
    </li>
  );
}
