import { useId, useState } from 'react';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import { count } from '../../../../shared/model/format.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { type MatcherCandidate, matcherCandidates } from './matcher-completion.ts';
import css from './silence-form.module.css';

interface MatcherInputProps {
  text: string;
  isFaulty: boolean;
  standing: readonly AlertMatcherText[];
  onText(text: string): void;
  onEnter(): void;
}

/** A line for matchers that knows the labels and values of the alerts of now. */
export function MatcherInput({ text, isFaulty, standing, onText, onEnter }: MatcherInputProps) {
  const alerts = useAlerts()?.alerts ?? [];
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const candidates = open ? matcherCandidates(text, alerts, standing) : [];
  function take(candidate: MatcherCandidate | undefined): void {
    if (candidate) onText(candidate.text);
    setActive(-1);
  }
  function press(event: React.KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = candidates[active];
    if (by !== 0 && candidates.length > 0) setActive((active + by + candidates.length) % candidates.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
    else if (event.key === 'Enter' && text.trim() !== '') onEnter();
    else if (event.key === 'Escape' && candidates.length > 0) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <span className={css.complete}>
      <input
        className="mono"
        role="combobox"
        aria-label="Another label"
        aria-invalid={isFaulty}
        aria-autocomplete="list"
        aria-expanded={candidates.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 && candidates.length > 0 ? `${id}-${active}` : undefined}
        placeholder='job=~"api|web"'
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setActive(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      {candidates.length > 0 ? (
        <div id={`${id}-list`} className={css.candidates} role="listbox" aria-label="Labels of alerts of now">
          {candidates.map((candidate, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the input, which owns the list
            <div
              key={candidate.text}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              // The line must not lose the focus before the click is told.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(candidate)}
            >
              <span className="mono cut">{candidate.label}</span>
              <span className="t3">{count(candidate.alerts)}</span>
            </div>
          ))}
        </div>
      ) : null}
    </span>
  );
}
