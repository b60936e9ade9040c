import { useState } from 'react';

interface NumberTextProps {
  label: string;
  value: number;
  onChange(value: number): void;
}

/** A number as it is typed; what is none is told as NaN. */
export function NumberText({ label, value, onChange }: NumberTextProps) {
  const [text, setText] = useState(String(value));
  const shown = Number.isNaN(value) || numberOf(text) === value ? text : String(value);
  return (
    <input
      inputMode="decimal"
      aria-label={label}
      aria-invalid={Number.isNaN(numberOf(shown))}
      value={shown}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(numberOf(currentTarget.value));
      }}
    />
  );
}

function numberOf(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : Number.NaN;
}
