import { Field } from './Field.tsx';

interface ToggleProps {
  name: string;
  value: boolean;
  fixedBy?: string | undefined;
  onChange(): void;
}

export function Toggle({ name, value, fixedBy, onChange }: ToggleProps) {
  return (
    <Field name={name} fixedBy={fixedBy}>
      <input
        type="checkbox"
        aria-label={name}
        checked={value}
        disabled={fixedBy !== undefined}
        onChange={onChange}
      />
    </Field>
  );
}
