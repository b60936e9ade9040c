import { useState } from 'react';
import css from './settings.module.css';

interface NumberFieldProps {
  label: string;
  value: number;
  least: number;
  most?: number;
  disabled?: boolean;
  onCommit(value: number): void;
}

/** A number that takes effect when the field is left or Enter pressed, and only when it is in its range. */
export function NumberField({
  label,
  value,
  least,
  most = Number.MAX_VALUE,
  disabled,
  onCommit,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? String(Number(value.toFixed(2)));
  const number = Number(shown);
  const valid = shown !== '' && Number.isFinite(number) && number >= least && number <= most;
  const commit = () => {
    if (draft !== null && valid && number !== value) onCommit(number);
    if (valid) setDraft(null);
  };
  const range = most === Number.MAX_VALUE ? `from ${least}` : `from ${least} to ${most}`;
  return (
    <input
      className={css.port}
      inputMode="decimal"
      aria-label={label}
      aria-invalid={!valid}
      title={valid ? '' : `expected a number ${range}`}
      value={shown}
      disabled={disabled ?? false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
