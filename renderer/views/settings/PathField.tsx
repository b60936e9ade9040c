import { useState } from 'react';
import css from './settings.module.css';

interface PathFieldProps {
  label: string;
  placeholder: string;
  /** Null for none. */
  path: string | null;
  disabled: boolean;
  onCommit(path: string | null): void;
}

/** One path of the engine's machine; saved by its button or Enter, never while it is typed. */
export function PathField({ label, placeholder, path, disabled, onCommit }: PathFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = (draft ?? path ?? '').trim();
  const isSame = text === (path ?? '');
  return (
    <form
      className={css.buttons}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame) onCommit(text === '' ? null : text);
        setDraft(null);
      }}
    >
      <input
        className={css.input}
        aria-label={label}
        placeholder={placeholder}
        maxLength={4096}
        spellCheck={false}
        value={draft ?? path ?? ''}
        disabled={disabled}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit" className="btn small" disabled={disabled || isSame}>
        {text === '' && !isSame ? 'Use none' : 'Save'}
      </button>
    </form>
  );
}
