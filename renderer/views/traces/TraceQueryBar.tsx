import { IconSearch, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { KeyHint } from '../../components/KeyHint.tsx';
import line from '../../components/query-line.module.css';
import { useCall } from '../../connection/use-call.ts';
import { useKeys } from '../../shell/keys.ts';
import { completions } from './query-completion.ts';
import { formatTraceQuery, parseTraceQuery, queryTokens } from './trace-query.ts';
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
  const tokens = queryTokens(query);
  useKeys({ '/': () => input.current?.focus() });

  /** What could not be read goes back to the line, to be mended. */
  const add = () => {
    const parsed = parseTraceQuery(`${text} ${draft}`);
    onText(formatTraceQuery(parsed.query));
    setDraft(parsed.problems.map(({ token }) => token).join(' '));
    return parsed.problems;
  };
  const remove = (token: string) => onText(tokens.filter((other) => other !== token).join(' '));
  const draftProblem = draft === '' ? undefined : parseTraceQuery(draft).problems[0];
  return (
    <search className={line.query}>
      <IconSearch size={14} aria-hidden="true" />
      {[...tokens, ...problems.map(({ token }) => token)].map((token) => (
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
            ? 'service:orders duration>10ms error http.request.method=POST'
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
