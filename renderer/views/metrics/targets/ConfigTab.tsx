import type { ScrapeStatus } from '../../../../shared/contract/scrape.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { ConfigEditor } from './ConfigEditor.tsx';
import { ConfigFiles } from './ConfigFiles.tsx';
import { FilePaths } from './FilePaths.tsx';
import css from './targets.module.css';
import { useScrapeSettings } from './use-scrape-settings.ts';

/** Where targets come from: files with what is wrong with them, containers, and a configuration of one's own. */
export function ConfigTab({ status }: { status: ScrapeStatus }) {
  const { scrape, save, fixedBy, error } = useScrapeSettings();
  if (!scrape) return <Skeleton rows={8} />;
  return (
    <div className={css.config}>
      {error && <ErrorNote error={error} what="Not saved" />}
      <section>
        <h2>Containers</h2>
        <Switch
          label="Scrape containers that say so by their labels"
          note="prometheus.io/scrape, with prometheus.io/port, /path and /scheme"
          value={scrape.containers}
          fixedBy={fixedBy('containers')}
          onChange={(containers) => save({ containers })}
        />
        <Switch
          label="Ask published ports whether they have metrics"
          note={`once after each start of a container, on this machine only; ${count(status.probed)} asked since the start`}
          value={scrape.probe}
          fixedBy={fixedBy('probe')}
          onChange={(probe) => save({ probe })}
        />
        <Answered
          title="Scraped since you said so"
          list={scrape.taken}
          onRemove={(at) => save({ taken: scrape.taken.filter((_, i) => i !== at) })}
        />
        <Answered
          title="Not offered any more"
          list={scrape.declined}
          onRemove={(at) => save({ declined: scrape.declined.filter((_, i) => i !== at) })}
        />
      </section>
      <section>
        <h2>Files</h2>
        <p className="t2">
          A prometheus.yml as it stands, or a project's folder with one. It is read again whenever it changes;
          while it is broken, what was last right goes on.
        </p>
        <FilePaths files={scrape.files} fixedBy={fixedBy('files')} onChange={(files) => save({ files })} />
        <ConfigFiles configs={status.configs} />
      </section>
      <ConfigEditor stored={scrape.text} onSave={(text, done) => save({ text }, done)} />
      <section>
        <h2>Every scrape</h2>
        <Switch
          label="Store more about each scrape"
          note="scrape_timeout_seconds, scrape_sample_limit and scrape_body_size_bytes beside up and the others"
          value={scrape.extraMetrics}
          fixedBy={fixedBy('extraMetrics')}
          onChange={(extraMetrics) => save({ extraMetrics })}
        />
      </section>
    </div>
  );
}

interface SwitchProps {
  label: string;
  note: string;
  value: boolean;
  fixedBy: string | undefined;
  onChange(value: boolean): void;
}

function Switch({ label, note, value, fixedBy, onChange }: SwitchProps) {
  return (
    <label className={css.switch}>
      <input
        type="checkbox"
        checked={value}
        disabled={fixedBy !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label} <span className="t3">{fixedBy ? `held by ${fixedBy}` : note}</span>
      </span>
    </label>
  );
}

interface AnsweredProps {
  title: string;
  list: { entity: string; port: number; path: string }[];
  onRemove(at: number): void;
}

function Answered({ title, list, onRemove }: AnsweredProps) {
  if (list.length === 0) return null;
  return (
    <>
      <h3 className={css.subhead}>{title}</h3>
      {list.map(({ entity, port, path }, at) => (
        <div key={`${entity} ${port} ${path}`} className={css.line}>
          <span className="mono cut">
            {entity} :{port}
            {path}
          </span>
          <button type="button" className="btn small quiet" onClick={() => onRemove(at)}>
            Take back
          </button>
        </div>
      ))}
    </>
  );
}
