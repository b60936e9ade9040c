import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Settings } from '../../../shared/contract/settings.ts';
import { patternFault } from '../../../shared/redaction/own-rule.ts';
import { Field, Group } from './Field.tsx';
import css from './settings.module.css';

type Rule = Settings['logs']['redaction']['rules'][number];

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MOST_RULES = 100;

interface RedactionRulesProps {
  rules: Rule[];
  fixed: string | undefined;
  onChange(rules: Rule[]): void;
}

/** Patterns of one's own, told at once what is wrong with them. */
export function RedactionRules({ rules, fixed, onChange }: RedactionRulesProps) {
  return (
    <Group
      title="Own rules"
      note="Patterns of RE2, found anywhere in a text, in linear time; (?i) in front takes any case. Each costs time for every record that is redacted."
    >
      {rules.map((rule) => (
        <Field key={rule.name} name={rule.name} fixedBy={fixed}>
          <span className="mono">{rule.pattern}</span>{' '}
          {fixed === undefined && (
            <button
              type="button"
              className="btn quiet icon small"
              aria-label={`Remove the rule ${rule.name}`}
              onClick={() => onChange(rules.filter((other) => other !== rule))}
            >
              <IconTrash size={14} />
            </button>
          )}
        </Field>
      ))}
      {fixed === undefined && rules.length < MOST_RULES && (
        <RuleForm names={rules.map(({ name }) => name)} onAdd={(rule) => onChange([...rules, rule])} />
      )}
    </Group>
  );
}

function nameFault(name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return 'there is a rule of this name';
  return NAME.test(name) ? null : 'lower-case letters, digits and dashes';
}

function RuleForm({ names, onAdd }: { names: string[]; onAdd(rule: Rule): void }) {
  const [name, setName] = useState('');
  const [pattern, setPattern] = useState('');
  const wrongName = nameFault(name, names);
  const wrongPattern = patternFault(pattern);
  const fault = (name !== '' && wrongName) || (pattern !== '' && wrongPattern) || null;
  const canAdd = wrongName === null && wrongPattern === null;
  const add = () => {
    if (!canAdd) return;
    onAdd({ name, pattern });
    setName('');
    setPattern('');
  };
  return (
    <Field name="Another rule">
      <form
        className={css.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          className={css.prefix}
          aria-label="Name of the rule"
          aria-invalid={name !== '' && wrongName !== null}
          aria-describedby="rule-fault"
          placeholder="customer-id"
          maxLength={40}
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <input
          className={css.input}
          aria-label="Pattern of the rule"
          aria-invalid={pattern !== '' && wrongPattern !== null}
          aria-describedby="rule-fault"
          placeholder="cust-[0-9]{6}"
          maxLength={1024}
          spellCheck={false}
          value={pattern}
          onChange={(event) => setPattern(event.target.value)}
        />
        <button type="submit" className="btn small" disabled={!canAdd}>
          Add
        </button>
      </form>
      <div id="rule-fault" className="t2" role="status">
        {fault}
      </div>
    </Field>
  );
}
