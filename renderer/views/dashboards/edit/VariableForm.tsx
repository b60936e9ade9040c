import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { ALL_VALUE, type Variable } from '../../../../shared/dashboards/model.ts';
import type { VariableState } from '../data/use-variables.ts';
import css from '../page/page.module.css';
import { CheckedInput } from './CheckedInput.tsx';

interface VariableFormProps {
  variable: Variable;
  state: VariableState | undefined;
  /** Just added: its name is what comes next. */
  isNew: boolean;
  isTaken(name: string): boolean;
  onSet(given: Partial<Variable>, kind: string | null): void;
  /** Null for the first one. */
  onUp: (() => void) | null;
  onRemove(): void;
}

const KINDS: { value: Variable['kind']; label: string }[] = [
  { value: 'query', label: 'What a query finds' },
  { value: 'custom', label: 'A list' },
  { value: 'interval', label: 'Intervals' },
  { value: 'text', label: 'Text box' },
  { value: 'constant', label: 'Constant' },
];

const QUERIES: Record<Variable['kind'], { label: string; hint: string }> = {
  query: { label: 'Query', hint: 'label_values(up, job), metrics(pattern), query_result(expr)' },
  custom: { label: 'Values, by commas', hint: 'web, api, Shown so : its-value' },
  interval: { label: 'Intervals, by commas', hint: '1m, 5m, 1h' },
  text: { label: 'Text to begin with', hint: '' },
  constant: { label: 'Value', hint: '' },
};

const SORTS: { value: Variable['sort']; label: string }[] = [
  { value: 'none', label: 'As they come' },
  { value: 'asc', label: 'A to Z' },
  { value: 'desc', label: 'Z to A' },
  { value: 'numericAsc', label: 'By number' },
  { value: 'numericDesc', label: 'By number, highest first' },
  { value: 'caseInsensitiveAsc', label: 'A to Z, whatever the case' },
  { value: 'caseInsensitiveDesc', label: 'Z to A, whatever the case' },
];

const AUTO_STEPS = 30;

/** One variable: what it is called, where its values come from, and how many of them may be chosen. */
export function VariableForm(props: VariableFormProps) {
  const { variable, state, isNew, isTaken, onSet, onUp, onRemove } = props;
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNew) name.current?.select();
  }, [isNew]);
  const nameFault = (text: string) => {
    if (!/^\w{1,128}$/.test(text)) return 'Letters, digits and underscores';
    return isTaken(text) ? `${text} is there already` : null;
  };
  return (
    <div className={css.query} role="group" aria-label={`Variable ${variable.name}`}>
      <div className={css.fields}>
        <CheckedInput
          label="Name"
          ref={name}
          value={variable.name}
          faultOf={nameFault}
          onChange={(text) => onSet({ name: text }, 'name')}
        />
        <TextInput
          size="xs"
          label="Label"
          placeholder={variable.name}
          maxLength={256}
          value={variable.label}
          onChange={(event) => onSet({ label: event.currentTarget.value }, 'label')}
        />
        <NativeSelect
          size="xs"
          label="Kind"
          data={KINDS}
          value={variable.kind}
          onChange={(event) => onSet(ofKind(event.currentTarget.value as Variable['kind']), null)}
        />
        <NativeSelect
          size="xs"
          label="Above the panels"
          data={[
            { value: 'no', label: 'With its label' },
            { value: 'label', label: 'Without its label' },
            { value: 'all', label: 'Hidden' },
          ]}
          value={variable.hide}
          onChange={(event) => onSet({ hide: event.currentTarget.value as Variable['hide'] }, null)}
        />
      </div>
      <ValueFields variable={variable} onSet={onSet} />
      <div className={css.formLine}>
        <Found variable={variable} state={state} />
        <span className="grow" />
        {onUp && (
          <button
            type="button"
            className="btn quiet icon small"
            aria-label={`Move ${variable.name} up`}
            onClick={onUp}
          >
            <IconArrowUp size={14} />
          </button>
        )}
        <button
          type="button"
          className="btn quiet icon small"
          aria-label={`Remove variable ${variable.name}`}
          onClick={onRemove}
        >
          <IconTrash size={14} />
        </button>
      </div>
    </div>
  );
}

/** What was chosen among values of one kind means nothing among those of another. */
const ofKind = (kind: Variable['kind']): Partial<Variable> => ({
  kind,
  current: [],
  options: [],
  ...(kind === 'query' || kind === 'custom' ? {} : { multi: false, includeAll: false }),
});

function ValueFields({ variable, onSet }: Pick<VariableFormProps, 'variable' | 'onSet'>) {
  const { kind } = variable;
  const { label, hint } = QUERIES[kind];
  const choice = (multi: boolean, includeAll: boolean) => {
    const kept = variable.current.filter((value) => includeAll || value !== ALL_VALUE);
    onSet({ multi, includeAll, current: multi ? kept : kept.slice(0, 1) }, null);
  };
  return (
    <>
      <Textarea
        size="xs"
        label={label}
        placeholder={hint}
        autosize
        maxRows={6}
        maxLength={65_536}
        value={variable.query}
        onChange={(event) => onSet({ query: event.currentTarget.value }, 'query')}
      />
      {kind === 'query' ? (
        <div className={css.fields}>
          <TextInput
            size="xs"
            label="Only those that match"
            placeholder="a regular expression"
            maxLength={4096}
            value={variable.regex}
            onChange={(event) => onSet({ regex: event.currentTarget.value }, 'regex')}
          />
          <NativeSelect
            size="xs"
            label="Order"
            data={SORTS}
            value={variable.sort}
            onChange={(event) => onSet({ sort: event.currentTarget.value as Variable['sort'] }, null)}
          />
        </div>
      ) : null}
      {kind === 'query' || kind === 'custom' ? (
        <div className={css.formLine}>
          <Switch
            size="xs"
            label="Several at once"
            checked={variable.multi}
            onChange={(event) => choice(event.currentTarget.checked, variable.includeAll)}
          />
          <Switch
            size="xs"
            label="With all of them as a choice"
            checked={variable.includeAll}
            onChange={(event) => choice(variable.multi, event.currentTarget.checked)}
          />
        </div>
      ) : null}
      {kind === 'interval' ? (
        <div className={css.formLine}>
          <Switch
            size="xs"
            label="With one that fits the range as a choice"
            checked={variable.autoCount !== null}
            onChange={(event) => onSet({ autoCount: event.currentTarget.checked ? AUTO_STEPS : null }, null)}
          />
        </div>
      ) : null}
    </>
  );
}

const MOST_SHOWN = 5;

/** What can be chosen now, so that a query is seen to be right. */
function Found({ variable, state }: Pick<VariableFormProps, 'variable' | 'state'>) {
  if (!state || variable.kind === 'text' || variable.kind === 'constant') return null;
  if (state.error)
    return (
      <span className="err" role="status">
        {state.error}
      </span>
    );
  const { options } = state;
  const shown = options.slice(0, MOST_SHOWN).map(({ text }) => text);
  const more = options.length > MOST_SHOWN ? `, and ${options.length - MOST_SHOWN} more` : '';
  return (
    <span className="t2 cut" role="status">
      {options.length === 0 ? 'No values' : shown.join(', ') + more}
    </span>
  );
}
