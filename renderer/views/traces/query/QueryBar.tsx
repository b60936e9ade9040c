import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { joinQueries } from '../../../../shared/query-text/tree-printer.ts';
import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';
import { printTraceQuery, queryChips } from '../../../../shared/trace-query/printer.ts';
import { KeyHint } from '../../../components/KeyHint.tsx';
import line from '../../../components/query-line.module.css';
import { useKeys } from '../../../shell/keys.ts';
import { withoutChip } from '../search/query-edit.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { useSearchHistory } from './history.ts';
import { QueryHelp } from './QueryHelp.tsx';
import { QueryLine } from './QueryLine.tsx';
import css from './query.module.css';

interface QueryBarProps {
  search: TraceSearch;
  /** What the present query found. */
  result: React.ReactNode;
}

/** Conditions as chips, and a line to add more. A query that cannot be read stands in the line, to be mended. */
export function QueryBar({ search, result }: QueryBarProps) {
  const { text, problems, setText } = search;
  const bad = problems.length > 0;
  const chips = bad ? [] : queryChips(parseTraceQuery(text).query);
  const [draft, setDraft] = useState(bad ? text : '');
  const input = useRef<HTMLInputElement>(null);
  const remember = useSearchHistory((history) => history.remember);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another address changes the line
  useEffect(() => {
    if (bad) setDraft(text);
  }, [text]);
  const focus = () => input.current?.focus();
  useKeys({ '/': focus });

  /** What cannot be read stays in the line with its fault marked. */
  function submit(written: string): void {
    const parsed = parseTraceQuery(written);
    if (parsed.problems.length > 0 || written.trim() === '') return;
    const whole = joinQueries(bad ? '' : text, printTraceQuery(parsed.query));
    setDraft('');
    setText(whole);
    remember(whole);
  }
  function edit(index: number): void {
    setDraft(joinQueries(chips[index] ?? '', draft));
    setText(withoutChip(text, index));
    input.current?.focus();
  }
  return (
    <search className={`${line.query} ${css.bar}`}>
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
                onClick={() => setText(withoutChip(text, i))}
              >
                <IconX size={10} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <QueryLine
        input={input}
        draft={draft}
        filter={search.coarseFilter}
        placeholder={chips.length === 0 ? 'service:orders duration>10ms status:error' : 'add a condition'}
        onDraft={setDraft}
        onSubmit={submit}
        onWhole={(whole) => {
          setDraft('');
          setText(whole);
        }}
        onBackspace={() => chips.length > 0 && edit(chips.length - 1)}
      />
      <span className={line.result}>{result}</span>
      {text === '' && draft === '' && <KeyHint keys="/" />}
      {(text !== '' || draft !== '') && (
        <button
          type="button"
          className={css.remove}
          aria-label="Clear the query"
          title="Clear the query"
          onClick={() => {
            setDraft('');
            setText('');
          }}
        >
          <IconX size={14} />
        </button>
      )}
      <QueryHelp onExample={submit} />
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
