import type { ScrapeConfigFile } from '../../../../shared/contract/scrape.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { Time } from '../../../components/Time.tsx';
import css from './targets.module.css';

/** Each configuration with what is wrong with it, line by line. */
export function ConfigFiles({ configs }: { configs: ScrapeConfigFile[] }) {
  return configs.map((config) => (
    <div key={config.origin} className={css.file}>
      <div className={css.line}>
        <StateIcon shape={config.error ? 'error' : config.warnings.length > 0 ? 'warn' : 'ok'} />
        <span className="mono cut" title={config.origin}>
          {config.origin === 'settings' ? 'written below' : config.origin}
        </span>
        <span className="t3 nowrap">
          {config.error ? 'refused' : `${config.jobs} job${config.jobs === 1 ? '' : 's'}`}, read{' '}
          <Time ms={config.loadedMs} />
        </span>
      </div>
      <Findings config={config} />
    </div>
  ));
}

/** Errors and warnings with their lines; `onLine` makes the lines a way to them. */
export function Findings({ config, onLine }: { config: ScrapeConfigFile; onLine?: (line: number) => void }) {
  const { error, warnings, jobs } = config;
  const going = config.origin !== 'settings' || !onLine ? jobs : 0;
  return (
    <ul className={css.findings}>
      {error && (
        <li className="err">
          <LineNumber line={error.line} onLine={onLine} /> {error.message}
          {going > 0 && <span className="t2"> — what was last right goes on ({going} jobs)</span>}
        </li>
      )}
      {warnings.map(({ line, message }) => (
        <li key={`${line} ${message}`} className="t2">
          <LineNumber line={line} onLine={onLine} /> {message}
        </li>
      ))}
    </ul>
  );
}

function LineNumber({ line, onLine }: { line: number | null; onLine: ((line: number) => void) | undefined }) {
  if (line === null) return null;
  if (!onLine) return <span className="mono t3">line {line}</span>;
  return (
    <button type="button" className={css.lineLink} onClick={() => onLine(line)}>
      line {line}
    </button>
  );
}
