import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Field } from './Field.tsx';
import css from './settings.module.css';

interface PathListProps {
  /** Of one entry: Folder, File. */
  what: string;
  /** What the field for one more is called. */
  another: string;
  placeholder: string;
  most: number;
  paths: string[];
  fixed: string | undefined;
  onChange(paths: string[]): void;
}

/** Paths of the engine's machine, each to be taken away, and a field for one more. */
export function PathList({ what, another, placeholder, most, paths, fixed, onChange }: PathListProps) {
  return (
    <>
      {paths.map((path) => (
        <Field key={path} name={what} fixedBy={fixed}>
          <span className="mono">{path}</span>{' '}
          {fixed === undefined && (
            <button
              type="button"
              className="btn quiet icon small"
              aria-label={`Remove the ${what.toLowerCase()} ${path}`}
              onClick={() => onChange(paths.filter((other) => other !== path))}
            >
              <IconTrash size={14} />
            </button>
          )}
        </Field>
      ))}
      {fixed === undefined && (
        <PathForm
          name={`Another ${what.toLowerCase()}`}
          label={another}
          placeholder={placeholder}
          isTaken={(path) => paths.includes(path) || paths.length >= most}
          onAdd={(path) => onChange([...paths, path])}
        />
      )}
    </>
  );
}

interface PathFormProps {
  name: string;
  label: string;
  placeholder: string;
  isTaken(path: string): boolean;
  onAdd(path: string): void;
}

function PathForm({ name, label, placeholder, isTaken, onAdd }: PathFormProps) {
  const [draft, setDraft] = useState('');
  const path = draft.trim();
  const canAdd = path !== '' && !isTaken(path);
  return (
    <Field name={name}>
      <form
        className={css.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          if (!canAdd) return;
          onAdd(path);
          setDraft('');
        }}
      >
        <input
          className={css.input}
          aria-label={label}
          placeholder={placeholder}
          maxLength={4096}
          spellCheck={false}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" className="btn small" disabled={!canAdd}>
          Add
        </button>
      </form>
    </Field>
  );
}
