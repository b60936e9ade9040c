import { TextInput, type TextInputProps } from '@mantine/core';
import { type Ref, useState } from 'react';

interface CheckedInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'error'> {
  value: string;
  ref?: Ref<HTMLInputElement>;
  /** What is wrong with a text, or null. */
  faultOf(text: string): string | null;
  onChange(text: string): void;
}

/** A text that is taken over as it is typed while it is right; one that is not is told, and forgotten on leaving. */
export function CheckedInput({ value, faultOf, onChange, ...others }: CheckedInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      {...others}
      value={draft ?? value}
      error={draft === null ? null : faultOf(draft)}
      onBlur={() => setDraft(null)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const isRight = faultOf(text) === null;
        setDraft(isRight ? null : text);
        if (isRight) onChange(text);
      }}
    />
  );
}
