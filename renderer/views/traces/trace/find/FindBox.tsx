import { IconSearch } from '@tabler/icons-react';
import { type Ref, useEffect, useState } from 'react';
import css from './find.module.css';
import type { Found } from './use-find.ts';

interface FindBoxProps {
  text: string;
  found: Found | null;
  /** Place of the selected span among the hits; -1 when it is none. */
  at: number;
  input: Ref<HTMLInputElement>;
  onText(text: string): void;
  onStep(step: 1 | -1): void;
}

const TYPING_MS = 120;

/** Finds text in this trace: Enter goes to the next span that has it, Shift-Enter to the one before. */
export function FindBox({ text, found, at, input, onText, onStep }: FindBoxProps) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onText(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onText]);
  return (
    <search className={css.find}>
      <IconSearch size={13} aria-hidden="true" />
      <input
        ref={input}
        type="text"
        aria-label="Find in this trace"
        placeholder="Find  /"
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            if (typed !== text) onText(typed);
            onStep(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape') {
            setTyped('');
            onText('');
            event.currentTarget.blur();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span className={css.count} role="status">
        {found && countText(found, at)}
      </span>
    </search>
  );
}

function countText({ hits, searching }: Found, at: number): string {
  const count = hits.length.toLocaleString('en-US');
  const place = at >= 0 ? `${(at + 1).toLocaleString('en-US')} of ${count}` : count;
  return searching ? `${place} …` : place;
}
