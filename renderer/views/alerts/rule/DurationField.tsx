import { useState } from 'react';
import { formatDuration, parseDuration } from '../../../../shared/promql/number.ts';
import css from './rule.module.css';

interface DurationFieldProps {
  label: string;
  valueMs: number;
  onChange(ms: number): void;
}

/** A time as Prometheus writes it, `1h30m`; what is none is told as NaN. */
export function DurationField({ label, valueMs, onChange }: DurationFieldProps) {
  const [text, setText] = useState(() => shownText(valueMs));
  const typed = durationOf(text);
  // What comes from outside replaces what was typed.
  const shown = Number.isNaN(valueMs) || typed === valueMs ? text : shownText(valueMs);
  return (
    <label className={css.row}>
      <span>{label}</span>
      <span className="field">
        <input
          aria-label={label}
          aria-invalid={Number.isNaN(durationOf(shown))}
          placeholder="5m"
          value={shown}
          onChange={({ currentTarget: { value } }) => {
            setText(value);
            onChange(durationOf(value));
          }}
        />
      </span>
    </label>
  );
}

const shownText = (ms: number): string => (ms === 0 ? '' : formatDuration(ms));

function durationOf(text: string): number {
  if (text.trim() === '') return 0;
  const ms = parseDuration(text.trim().replaceAll(' ', ''));
  return typeof ms === 'number' ? ms : Number.NaN;
}
