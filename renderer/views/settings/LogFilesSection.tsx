import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { FollowedLogFile } from '../../../shared/contract/log-input.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { Field, Group, SimpleTable } from './Field.tsx';
import { fixedBy } from './fixed-by.ts';
import css from './settings.module.css';
import { useSettings } from './use-settings.ts';

type LogFile = Settings['logs']['files'][number];

const MOST_FILES = 200;
const LOOK_EVERY_MS = 2_000;

const states: Record<FollowedLogFile['state'], string> = {
  reading: 'followed',
  waiting: 'nothing new',
  missing: 'not there yet',
  failed: 'not readable',
};

/** Files whose lines are read as they are written, and how that goes. */
export function LogFilesSection() {
  const { view, save, error } = useSettings();
  const followed = useCall('logs.followed', {}, { refetchMs: LOOK_EVERY_MS });
  if (!view) return <Skeleton rows={4} />;
  const { logs } = view.settings;
  const fixed = fixedBy(view, 'logs.files');
  const change = (files: LogFile[]) => save({ logs: { ...logs, files } });
  return (
    <>
      {error && <ErrorNote error={error} what="Not saved" />}
      <Group
        title="Log files to follow"
        note="Paths and globs of the engine's machine. Files are read from their start, then as they are written, through rotation by renaming, copying and packing."
      >
        {logs.files.map((file) => (
          <Field key={file.path} name={file.name || 'File'} fixedBy={fixed}>
            <span className="mono">{file.path}</span>{' '}
            {file.service && <span className="t2">of {file.service} </span>}
            {fixed === undefined && (
              <button
                type="button"
                className="btn quiet icon small"
                aria-label={`Follow ${file.path} no longer`}
                onClick={() => change(logs.files.filter((other) => other !== file))}
              >
                <IconTrash size={14} />
              </button>
            )}
          </Field>
        ))}
        {fixed === undefined && (
          <NewFile files={logs.files} onAdd={(file) => change([...logs.files, file])} />
        )}
      </Group>
      {followed.data && followed.data.length > 0 && <Followed files={followed.data} />}
    </>
  );
}

function NewFile({ files, onAdd }: { files: readonly LogFile[]; onAdd(file: LogFile): void }) {
  const [draft, setDraft] = useState({ path: '', name: '', service: '' });
  const path = draft.path.trim();
  const canAdd = path !== '' && files.every((file) => file.path !== path) && files.length < MOST_FILES;
  const input = (key: keyof LogFile, label: string, placeholder: string, className: string | undefined) => (
    <input
      className={className}
      aria-label={label}
      placeholder={placeholder}
      maxLength={key === 'path' ? 4096 : 200}
      spellCheck={false}
      value={draft[key]}
      onChange={(event) => setDraft({ ...draft, [key]: event.target.value })}
    />
  );
  return (
    <Field name="Another file">
      <form
        className={css.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          if (!canAdd) return;
          onAdd({ path, name: draft.name.trim(), service: draft.service.trim() });
          setDraft({ path: '', name: '', service: '' });
        }}
      >
        {input('path', 'Path or glob of log files', '/var/log/app/*.log', css.input)}
        {input('name', 'Shown as', "name, else the file's", css.prefix)}
        {input('service', 'Service', 'service, if any', css.prefix)}
        <button type="submit" className="btn small" disabled={!canAdd}>
          Follow
        </button>
      </form>
    </Field>
  );
}

const Followed = ({ files }: { files: FollowedLogFile[] }) => (
  <Group title="Followed now">
    <SimpleTable
      label="Followed log files"
      rows={files}
      rowKey={({ path }) => path}
      columns={[
        { title: 'File', cell: ({ path }) => <span className="mono">{path}</span> },
        { title: 'Shown as', cell: ({ name }) => name },
        {
          title: 'State',
          cell: ({ state, error }) => (
            <span className={state === 'failed' ? 'err' : ''} title={error ?? ''}>
              {error ?? states[state]}
            </span>
          ),
        },
        { title: 'Lines stored', right: true, cell: ({ lines }) => count(lines) },
      ]}
    />
  </Group>
);
