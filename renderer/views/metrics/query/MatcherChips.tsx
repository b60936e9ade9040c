import { Autocomplete, Popover } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Matcher } from '../../../../shared/model/series.ts';
import { patternFault } from '../../../../shared/promql/matcher-pattern.ts';
import type { LabelFacts } from '../../../promql/label-facts.ts';
import { matcherText } from '../../../promql/selector-text.ts';
import css from '../metrics.module.css';
import { withMatcher } from './explore-state.ts';

interface MatcherChipsProps {
  labels: LabelFacts[];
  where: Matcher[];
  onWhere(where: Matcher[]): void;
}

const OPERATORS: [Matcher['op'], string][] = [
  ['=', 'is'],
  ['!=', 'is not'],
  ['=~', 'matches'],
  ['!~', 'does not match'],
];
const MOST_OFFERED = 50;

/** The conditions on labels, each a chip, and a form that makes one more of what there is. */
export function MatcherChips({ labels, where, onWhere }: MatcherChipsProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {where.map((matcher) => (
        <span key={matcherText(matcher)} className="chip mono">
          {matcherText(matcher)}
          <button
            type="button"
            aria-label={`Remove ${matcherText(matcher)}`}
            onClick={() => onWhere(where.filter((each) => each !== matcher))}
          >
            <IconX size={12} />
          </button>
        </span>
      ))}
      <Popover opened={open} onChange={setOpen} position="bottom-start" width={420} trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className="btn small" onClick={() => setOpen(!open)}>
            <IconFilterPlus size={14} /> Filter
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <MatcherForm
            labels={labels}
            onAdd={(matcher) => {
              onWhere(withMatcher(where, matcher));
              setOpen(false);
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

function MatcherForm({ labels, onAdd }: { labels: LabelFacts[]; onAdd(matcher: Matcher): void }) {
  const [name, setName] = useState('');
  const [op, setOp] = useState<Matcher['op']>('=');
  const [value, setValue] = useState('');
  const fault = op === '=~' || op === '!~' ? patternFault(value) : null;
  const values = labels.find((label) => label.name === name)?.values ?? [];
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== '' && !fault) onAdd({ name: name.trim(), op, value });
  }
  return (
    <form className={css.matcher} onSubmit={submit}>
      <Autocomplete
        size="xs"
        aria-label="Label"
        placeholder="label"
        value={name}
        onChange={setName}
        data={labels.map((label) => label.name)}
        limit={MOST_OFFERED}
        maxDropdownHeight={260}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
      <select
        className="btn"
        aria-label="How it is compared"
        value={op}
        onChange={(event) => setOp(event.target.value as Matcher['op'])}
      >
        {OPERATORS.map(([operator, words]) => (
          <option key={operator} value={operator}>
            {operator} {words}
          </option>
        ))}
      </select>
      <Autocomplete
        size="xs"
        aria-label="Value"
        placeholder="value"
        value={value}
        onChange={setValue}
        data={values.map((each) => each.value).filter((text) => text !== '')}
        limit={MOST_OFFERED}
        maxDropdownHeight={260}
        comboboxProps={{ withinPortal: false }}
        {...(fault ? { error: fault } : {})}
      />
      <button type="submit" className="btn primary" disabled={name.trim() === '' || fault !== null}>
        Add
      </button>
    </form>
  );
}
