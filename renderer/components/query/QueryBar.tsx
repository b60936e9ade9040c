import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../../shell/keys.ts';
import { KeyHint } from '../KeyHint.tsx';
import bar from './bar.module.css';
import type { UseSearchHistory } from './history.ts';
import type { QueryLanguage, UseCompletion } from './language.ts';
import { QueryLine } from './QueryLine.tsx';
import css from './query.module.css';

interface QueryBarProps<Filter> {
  language: QueryLanguage;
  useCompletion: UseCompletion<Filter>;
  /** The search with the conditions that stand already. */
  filter: Filter;
  useHistory: UseSearchHistory;
  /** The query, from the address. */
  text: string;
  onText(text: string): void;
  /** An example for an empty line. */
  placeholder: string;
  /** What the present query found. */
  result: React.ReactNode;
  /** The language on a card; its examples are run. */
  help(onExample: (query: string) => void): React.ReactNode;
}

/** Conditions as chips, and a line to add more. A query that cannot be read stands in the line, to be mended. */
export function QueryBar<Filter>(props: QueryBarProps<Filter>) {
  const { language, useCompletion, useHistory, text, onText, placeholder, result, help } = props;
  const bad = language.faults(text).length > 0;
  const chips = bad ? [] : language.chips(text);
  const [draft, setDraft] = useState(bad ? text : '');
  const input = useRef<HTMLInputElement>(null);
  const remember = useHistory((history) => history.remember);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another address changes the line
  useEffect(() => {
    if (bad) setDraft(text);
  }, [text]);
  const focus = () => input.current?.focus();
  useKeys({ '/': focus });

  /** What cannot be read stays in the line with its fault marked. */
  function submit(written: string): void {
    if (language.faults(written).length > 0 || written.trim() === '') return;
    const whole = language.join(bad ? '' : text, language.print(written));
    setDraft('');
    onText(whole);
    remember(whole);
  }
  function edit(index: number): void {
    setDraft(language.join(chips[index] ?? '', draft));
    onText(language.without(text, index));
    input.current?.focus();
  }
  return (
    <search className={`${bar.query} ${css.bar}`}>
      <IconSearch size={14} aria-hidden="true" />
      {chips.length > 0 && (
        <ul className={css.chips} aria-label="Conditions">
          {chips.map((chip, i) => (
            <li key={chip} className={css.chip}>
              <button
                type="button"
                className="cut"
                title={`${chip}, click to change`}
                onClick={() => edit(i)}
              >
                <ChipText chip={chip} />
              </button>
              <button
                type="button"
                className={css.remove}
                aria-label={`Remove ${chip}`}
                onClick={() => onText(language.without(text, i))}
              >
                <IconX size={10} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <QueryLine
        language={language}
        useCompletion={useCompletion}
        filter={props.filter}
        useHistory={useHistory}
        input={input}
        draft={draft}
        standing={bad ? '' : text}
        placeholder={chips.length === 0 ? placeholder : 'add a condition'}
        onDraft={setDraft}
        onSubmit={submit}
        onWhole={(whole) => {
          setDraft('');
          onText(whole);
        }}
        onBackspace={() => chips.length > 0 && edit(chips.length - 1)}
      />
      <span className={bar.result}>{result}</span>
      {text === '' && draft === '' && <KeyHint keys="/" />}
      {(text !== '' || draft !== '') && (
        <button
          type="button"
          className={css.remove}
          aria-label="Clear the query"
          title="Clear the query"
          onClick={() => {
            setDraft('');
            onText('');
          }}
        >
          <IconX size={14} />
        </button>
      )}
      {help(submit)}
    </search>
  );
}

/** The key weaker than the value, so that a row of chips can be read at a glance. */
function ChipText({ chip }: { chip: string }) {
  const match = /^(-?[^\s"():=!<>~]+)(:|[!<>=~]+)(.*)$/s.exec(chip);
  if (!match) return <span>{chip}</span>;
  const [, key, operator, value] = match;
  return (
    <span>
      <span className="t3">
        {key}
        {operator === ':' ? ' ' : ` ${operator} `}
      </span>
      {value}
    </span>
  );
}
