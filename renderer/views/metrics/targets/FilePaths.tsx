import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import css from './targets.module.css';

interface FilePathsProps {
  files: string[];
  fixedBy: string | undefined;
  onChange(files: string[]): void;
}

/** The paths that are watched. */
export function FilePaths({ files, fixedBy, onChange }: FilePathsProps) {
  const [draft, setDraft] = useState('');
  function add(event: FormEvent): void {
    event.preventDefault();
    const path = draft.trim();
    if (path === '' || files.includes(path)) return;
    onChange([...files, path]);
    setDraft('');
  }
  return (
    <>
      {files.map((file) => (
        <div key={file} className={css.line}>
          <span className="mono cut" title={file}>
            {file}
          </span>
          {fixedBy ? (
            <span className="t3">held by {fixedBy}</span>
          ) : (
            <button
              type="button"
              className="btn icon quiet small"
              aria-label={`Watch ${file} no more`}
              onClick={() => onChange(files.filter((other) => other !== file))}
            >
              <IconX size={14} />
            </button>
          )}
        </div>
      ))}
      {!fixedBy && (
        <form className={css.line} onSubmit={add}>
          <label className={`field ${css.path}`}>
            <input
              aria-label="Path of a prometheus.yml or of a folder with one"
              placeholder="/home/me/shop  or  /home/me/shop/prometheus.yml"
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
          </label>
          <button type="submit" className="btn small" disabled={draft.trim() === ''}>
            Watch
          </button>
        </form>
      )}
    </>
  );
}
