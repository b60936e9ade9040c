import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { matcherText, parseMatchers } from '../../../../shared/alerts/matchers.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import css from './silence-form.module.css';

interface MatcherListProps {
  matchers: AlertMatcherText[];
  onChange(matchers: AlertMatcherText[]): void;
}

/** The labels that an alert must have: each can be taken out, more are written as Alertmanager writes them. */
export function MatcherList({ matchers, onChange }: MatcherListProps) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  function add(): void {
    try {
      const more = parseMatchers(text).map(({ name, op, value }) => ({ name, op, value }));
      const names = new Set(more.map(({ name }) => name));
      onChange([...matchers.filter(({ name }) => !names.has(name)), ...more]);
      setText('');
      setFault(null);
    } catch (error) {
      setFault((error as Error).message);
    }
  }
  return (
    <div className={css.matchers}>
      <div className={css.chips}>
        {matchers.map((matcher) => (
          <span key={matcherText(matcher)} className="chip mono">
            <span className="cut" title={matcherText(matcher)}>
              {matcherText(matcher)}
            </span>
            <button
              type="button"
              aria-label={`Remove ${matcherText(matcher)}`}
              onClick={() => onChange(matchers.filter((each) => each !== matcher))}
            >
              <IconX size={12} />
            </button>
          </span>
        ))}
      </div>
      <label className="field">
        <input
          className="mono"
          aria-label="Another label"
          aria-invalid={fault !== null}
          placeholder='job=~"api|web"'
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || text.trim() === '') return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" className="btn quiet small" disabled={text.trim() === ''} onClick={add}>
          Add
        </button>
      </label>
      {fault === null ? null : <p className="err fs11">{fault}</p>}
    </div>
  );
}
