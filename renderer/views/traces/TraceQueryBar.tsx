import { IconSearch, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { parseTraceQuery } from '../../../shared/trace-query/parser.ts';
import { joinQueries, printTraceQuery, queryChips } from '../../../shared/trace-query/printer.ts';
import { KeyHint } from '../../components/KeyHint.tsx';
import line from '../../components/query-line.module.css';
import { useCall } from '../../connection/use-call.ts';
import { useKeys } from '../../shell/keys.ts';
import { completions } from './query-completion.ts';
import css from './traces.module.css';

interface TraceQueryBarProps {
  text: string;
  onText(text: string): void;
  /** What the present query found. */
  result: string;
}

/** Conditions as chips, and a line to add more; names complete as they are typed. */
export function TraceQueryBar({ text, onText, result }: TraceQueryBarProps) {
  const [draft, setDraft] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const services = useCall('traces.services', {}, { staleMs: 10_000 });
  const { query, problems } = parseTraceQuery(text);
  const tokens = queryChips(query);
  useKeys({ '/': () => input.current?.focus() });

  /** What cannot be read stays in the line, to be mended. */
  const add = () => {
    const parsed = parseTraceQuery(draft);
    if (parsed.problems.length > 0) return;
    onText(joinQueries(text, printTraceQuery(parsed.query)));
    setDraft('');
  };
  const remove = (token: string) => onText(tokens.filter((other) => other !== token).join(' '));
  const draftProblem = draft === '' ? undefined : parseTraceQuery(draft).problems[0];
  return (
    <search className={line.query}>
      <IconSearch size={14} aria-hidden="true" />
      {[...tokens, ...problems.map(({ found }) => found)].map((token) => (
        <span key={token} className={css.chip} data-problem={!tokens.includes(token)}>
          <span className="cut" title={token}>
            {token}
          </span>
          <button type="button" aria-label={`Remove ${token}`} onClick={() => remove(token)}>
            <IconX size={10} />
          </button>
        </span>
      ))}
      <input
        ref={input}
        value={draft}
        list="trace-query-names"
        placeholder={
          tokens.length === 0
            ? 'service:orders duration>10ms status:error http.request.method:POST'
            : 'add a condition'
        }
        aria-label="Query"
        aria-invalid={draftProblem !== undefined}
        title={draftProblem ? `expected ${draftProblem.expected}` : ''}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') add();
          else if (event.key === 'Escape') input.current?.blur();
          else if (event.key === 'Backspace' && draft === '' && tokens.length > 0) remove(tokens.at(-1)!);
        }}
        onBlur={() => draft !== '' && add()}
      />
      <datalist id="trace-query-names">
        {completions(draft, services.data ?? []).map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <span className={line.result}>{result}</span>
      {text === '' && <KeyHint keys="/" />}
    </search>
  );
}
