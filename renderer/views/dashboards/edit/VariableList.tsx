import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { newVariable, type Variable } from '../../../../shared/dashboards/model.ts';
import type { VariableState } from '../data/use-variables.ts';
import css from '../page/page.module.css';
import { VariableForm } from './VariableForm.tsx';

interface VariableListProps {
  variables: Variable[];
  states: VariableState[];
  onChange(change: (variables: Variable[]) => Variable[], kind: string | null): void;
}

const MOST_VARIABLES = 100;

/** The variables in the order they stand above the panels. */
export function VariableList({ variables, states, onChange }: VariableListProps) {
  const add = useRef<HTMLButtonElement>(null);
  const [newest, setNewest] = useState<number | null>(null);
  const put = (at: number, given: Partial<Variable>, kind: string | null) =>
    onChange(
      (before) => before.map((variable, i) => (i === at ? { ...variable, ...given } : variable)),
      kind === null ? null : `variable ${at} ${kind}`,
    );
  return (
    <section className={css.formPart} aria-label="Variables">
      <h2>Variables</h2>
      <p className="t2 fs12">
        Chosen above the panels, written as $name in queries, titles and texts of panels.
      </p>
      {variables.map((variable, i) => (
        <VariableForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a variable is known by its place; its name is being typed
          key={i}
          variable={variable}
          state={states.find((state) => state.variable.name === variable.name)}
          isNew={i === newest}
          isTaken={(name) => variables.some((other, at) => at !== i && other.name === name)}
          onSet={(given, kind) => put(i, given, kind)}
          onUp={i === 0 ? null : () => onChange((before) => movedUp(before, i), null)}
          onRemove={() => {
            setNewest(null);
            onChange((before) => before.filter((_, at) => at !== i), null);
            add.current?.focus();
          }}
        />
      ))}
      <span>
        <button
          ref={add}
          type="button"
          className="btn"
          disabled={variables.length >= MOST_VARIABLES}
          onClick={() => {
            setNewest(variables.length);
            onChange((before) => [...before, newVariable({ name: freeName(before), kind: 'custom' })], null);
          }}
        >
          <IconPlus size={14} /> Add variable
        </button>
      </span>
    </section>
  );
}

function movedUp(variables: Variable[], at: number): Variable[] {
  const moved = variables[at];
  return moved ? variables.toSpliced(at, 1).toSpliced(at - 1, 0, moved) : variables;
}

function freeName(variables: Variable[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? 'variable' : `variable${i}`;
    if (!variables.some((variable) => variable.name === name)) return name;
  }
}
