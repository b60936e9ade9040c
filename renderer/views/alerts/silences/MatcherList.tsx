import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { matcherText, parseMatchers } from '../../../../shared/alerts/matchers.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import { MatcherInput } from './MatcherInput.tsx';
import css from './silence-form.module.css';

interface MatcherListProps {
  matchers: AlertMatcherText[];
  onChange(matchers: AlertMatcherText[]): void;
}

/** The labels that an alert must have: each can be taken out or changed, more are written as Alertmanager writes them. */
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
  function edit(matcher: AlertMatcherText): void {
    onChange(matchers.filter((each) => each !== matcher));
    setText(matcherText(matcher));
  }
  return (
    <div className={css.matchers}>
      {matchers.length > 0 ? (
        <ul className={css.chips} aria-label="Labels that an alert must have">
          {matchers.map((matcher) => (
            <li key={matcherText(matcher)} className="chip mono">
              <button
                type="button"
                className="cut"
                title={`${matcherText(matcher)}, click to change`}
                onClick={() => edit(matcher)}
              >
                {matcherText(matcher)}
              </button>
              <button
                type="button"
                aria-label={`Remove ${matcherText(matcher)}`}
                onClick={() => onChange(matchers.filter((each) => each !== matcher))}
              >
                <IconX size={12} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {/* No label element: the list of candidates in it would be its text. */}
      <div className="field">
        <MatcherInput
          text={text}
          isFaulty={fault !== null}
          standing={matchers}
          onText={setText}
          onEnter={add}
        />
        <button type="button" className="btn quiet small" disabled={text.trim() === ''} onClick={add}>
          Add
        </button>
      </div>
      {fault === null ? null : <p className="err fs11">{fault}</p>}
    </div>
  );
}
