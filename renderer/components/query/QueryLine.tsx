import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { CandidateList } from './CandidateList.tsx';
import type { UseSearchHistory } from './history.ts';
import { type Candidate, type QueryLanguage, type UseCompletion, withCandidate } from './language.ts';
import css from './query.module.css';

interface QueryLineProps<Filter> {
  language: QueryLanguage;
  useCompletion: UseCompletion<Filter>;
  /** The search with the conditions that stand already. */
  filter: Filter;
  useHistory: UseSearchHistory;
  input: RefObject<HTMLInputElement | null>;
  draft: string;
  /** The query that stands already, as chips. */
  standing: string;
  placeholder: string;
  onDraft(text: string): void;
  onSubmit(text: string): void;
  /** A whole query from the history. */
  onWhole(text: string): void;
  onBackspace(): void;
}

const MOST_HISTORY = 6;

/** Text with completion; what cannot be read is underlined in place, and said below with what was expected. */
export function QueryLine<Filter>(props: QueryLineProps<Filter>) {
  const { language, useCompletion, useHistory, input, draft, standing, placeholder } = props;
  const { onDraft, onSubmit, onWhole, onBackspace } = props;
  const [cursor, setCursor] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const mirror = useRef<HTMLDivElement>(null);
  const id = useId();
  const history = useHistory(({ queries }) => queries);
  const completion = useCompletion(props.filter, draft, Math.min(cursor, draft.length), open);
  const fitting = completion.candidates;
  const past = draft === '' ? history.filter((query) => query !== standing).slice(0, MOST_HISTORY) : [];
  const total = past.length + fitting.length;
  const problem = draft.trim() === '' ? undefined : language.faults(draft)[0];

  function take(candidate: Candidate): void {
    const next = withCandidate(draft, completion, candidate.insert, candidate.goesOn);
    onDraft(next.text);
    setActive(-1);
    setCursor(next.cursor);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.cursor, next.cursor));
    input.current?.focus();
  }
  function choose(index: number): void {
    const query = past[index];
    const candidate = fitting[index - past.length];
    if (query !== undefined) {
      onWhole(query);
      setOpen(false);
    } else if (candidate) take(candidate);
  }
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    const handled = handleKey(event.key, {
      open: open && total > 0,
      active,
      total,
      setActive,
      choose,
      close: () => {
        if (open && total > 0) setOpen(false);
        else input.current?.blur();
      },
      submit: () => {
        onSubmit(draft);
        setActive(-1);
      },
      reopen: () => setOpen(true),
    });
    if (handled) event.preventDefault();
    else if (event.key === 'Backspace' && draft === '') {
      event.preventDefault();
      onBackspace();
    }
  }
  return (
    <div className={css.line}>
      <div ref={mirror} className={css.mirror} aria-hidden="true">
        {problem ? <Marked text={draft} from={problem.from} to={problem.to} /> : draft}
      </div>
      <input
        ref={input}
        value={draft}
        placeholder={placeholder}
        role="combobox"
        aria-label="Query"
        aria-autocomplete="list"
        aria-expanded={open && total > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          onDraft(event.target.value);
          setCursor(event.target.selectionStart ?? event.target.value.length);
          setActive(-1);
          setOpen(true);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          setActive(-1);
        }}
        onKeyDown={press}
      />
      {open && total > 0 && (
        <CandidateList id={id} past={past} fitting={fitting} active={active} onChoose={choose} />
      )}
      {problem && (
        <p id={`${id}-problem`} className={css.problem} role="alert" data-below={open && total > 0}>
          {problem.found === '' ? 'at the end' : `at ${problem.from + 1}, “${problem.found}”`}: expected{' '}
          {problem.expected}
        </p>
      )}
    </div>
  );
}

interface KeyHands {
  open: boolean;
  active: number;
  total: number;
  setActive(index: number): void;
  choose(index: number): void;
  close(): void;
  submit(): void;
  reopen(): void;
}

/** True when the key was for the list or the line as a whole. Tab takes the candidate, as Enter does. */
function handleKey(key: string, hands: KeyHands): boolean {
  const { open, active, total } = hands;
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    if (!open) hands.reopen();
    else if (key === 'ArrowDown') hands.setActive(active + 1 < total ? active + 1 : 0);
    else hands.setActive(active > 0 ? active - 1 : total - 1);
    return true;
  }
  if (key === 'Enter') {
    if (open && active >= 0) hands.choose(active);
    else hands.submit();
    return true;
  }
  if (key === 'Tab' && open && active >= 0) {
    hands.choose(active);
    return true;
  }
  if (key === 'Escape') {
    hands.close();
    return true;
  }
  return false;
}

/** The part that cannot be read; at the end of the text a place is made for it. */
function Marked({ text, from, to }: { text: string; from: number; to: number }) {
  return (
    <>
      {text.slice(0, from)}
      <mark>{text.slice(from, to) || '  '}</mark>
      {text.slice(to)}
    </>
  );
}
