import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ALL_VALUE } from '../../../../shared/dashboards/model.ts';
import type { VariableState, Variables } from '../data/use-variables.ts';
import css from './page.module.css';

/** The dashboard's variables, each with what it can be. */
export function VariableBar({ variables }: { variables: Variables }) {
  const shown = variables.states.filter(
    ({ variable }) => variable.hide !== 'all' && variable.kind !== 'constant',
  );
  if (shown.length === 0) return null;
  return (
    <div className={css.variables}>
      {shown.map((state) => (
        <VariableField
          key={state.variable.name}
          state={state}
          onChoose={(values) => variables.choose(state.variable.name, values)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  state: VariableState;
  onChoose(values: string[]): void;
}

function VariableField({ state, onChoose }: FieldProps) {
  const { variable, options, value, error } = state;
  const label = variable.label || variable.name;
  const all = variable.includeAll ? [{ value: ALL_VALUE, label: 'All' }] : [];
  const known = new Map(options.map(({ value: own, text }) => [own, text]));
  const chosen = value.all ? [ALL_VALUE] : value.values;
  for (const own of chosen) if (own !== ALL_VALUE && !known.has(own)) known.set(own, own);
  const data = [...all, ...[...known].map(([own, text]) => ({ value: own, label: text }))];
  return (
    <div className={css.variable} title={error ?? variable.description}>
      {variable.hide === 'label' ? null : <span className={error ? 'err' : 't2'}>{label}</span>}
      {variable.kind === 'text' ? (
        <TextField label={label} value={value.values[0] ?? ''} onChange={(text) => onChoose([text])} />
      ) : variable.multi ? (
        <MultiSelect
          aria-label={label}
          size="xs"
          data={data}
          value={chosen}
          searchable
          maxDropdownHeight={320}
          comboboxProps={{ width: 260, position: 'bottom-start' }}
          classNames={{ root: css.select ?? '' }}
          nothingFoundMessage="Nothing by that name"
          onChange={(next) => onChoose(withoutOthers(next, chosen))}
        />
      ) : (
        <Select
          aria-label={label}
          size="xs"
          data={data}
          value={chosen[0] ?? null}
          searchable
          allowDeselect={false}
          maxDropdownHeight={320}
          comboboxProps={{ width: 260, position: 'bottom-start' }}
          classNames={{ root: css.select ?? '' }}
          nothingFoundMessage={error ?? 'Nothing there'}
          onChange={(next) => next !== null && onChoose([next])}
        />
      )}
    </div>
  );
}

/** All and some exclude one another: what was chosen last counts. */
function withoutOthers(next: string[], before: string[]): string[] {
  if (next.includes(ALL_VALUE) && !before.includes(ALL_VALUE)) return [ALL_VALUE];
  return next.filter((value) => value !== ALL_VALUE);
}

function TextField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange(text: string): void;
}) {
  const [text, setText] = useState(value);
  const done = () => text !== value && onChange(text);
  return (
    <TextInput
      aria-label={label}
      size="xs"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
