import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { RuleView } from '../../../../shared/contract/alerts.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import css from './rule.module.css';

const TYPING_MS = 400;

/** The file that a rule stands in, as text, read again and checked while it is typed. */
export function FileText({ rule }: { rule: RuleView }) {
  const read = useCall('alerts.readFile', { path: rule.file }, { staleMs: 0, keep: false });
  const write = useAction('alerts.writeFile', ['alerts.readFile', 'alerts.status']);
  const [text, setText] = useState<string | null>(null);
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const checked = useCall('alerts.check', { text: settled ?? '' }, { enabled: settled !== null });
  const shown = text ?? read.data?.text ?? '';
  const faults = text === null ? [] : (checked.data?.errors ?? []);
  const warnings = text === null ? [] : (checked.data?.warnings ?? []);
  if (read.error)
    return <ErrorNote error={read.error} what={rule.file} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton rows={8} />;
  const { version } = read.data;
  return (
    <div className={css.form}>
      <p className={css.help}>
        <span className="mono">
          {rule.file}:{rule.line}
        </span>
        , group {rule.group}
      </p>
      <TextAtLine line={rule.line} text={shown} onChange={setText} />
      {[...faults, ...warnings].length > 0 ? (
        <ul className={css.faults} aria-label="What is wrong with it">
          {faults.map(({ line, message }) => (
            <li key={`${line} ${message}`} className="err">
              {line === null ? '' : `line ${line}: `}
              {message}
            </li>
          ))}
          {warnings.map(({ line, message }) => (
            <li key={`${line} ${message}`} className="warn">
              {line === null ? '' : `line ${line}: `}
              {message}
            </li>
          ))}
        </ul>
      ) : null}
      <div className={css.buttons}>
        <button
          type="button"
          className="btn primary"
          disabled={text === null || settled !== text || faults.length > 0 || write.isPending}
          onClick={() =>
            write.mutate({ path: rule.file, text: shown, version }, { onSuccess: () => setText(null) })
          }
        >
          Save file
        </button>
        <button type="button" className="btn" disabled={text === null} onClick={() => setText(null)}>
          Undo
        </button>
        {text !== null && checked.data && faults.length === 0 ? (
          <span className="t2 fs12">{count(checked.data.rules)} rules, nothing wrong</span>
        ) : null}
      </div>
      {write.error ? <ErrorNote error={write.error} what="Not saved" /> : null}
    </div>
  );
}

interface TextAtLineProps {
  line: number;
  text: string;
  onChange(text: string): void;
}

const LINE_PX = 18;

/** Opens with the rule's line in sight. */
function TextAtLine({ line, text, onChange }: TextAtLineProps) {
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null);
  useEffect(() => {
    if (area) area.scrollTop = Math.max(0, line - 4) * LINE_PX;
  }, [area, line]);
  return (
    <textarea
      ref={setArea}
      className={css.fileText}
      aria-label="Text of the rule file"
      spellCheck={false}
      wrap="off"
      value={text}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  );
}
