import { IconAlignLeft, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import type { PromqlEditorProps } from '../../../promql/PromqlEditor.tsx';
import type { TimeWindow } from '../../../time/time-range.ts';
import css from '../metrics.module.css';

interface QueryRowProps {
  letter: string;
  text: string;
  /** Typed and not yet run. */
  changed: boolean;
  window: TimeWindow;
  Editor: ComponentType<PromqlEditorProps>;
  autoFocus: boolean;
  onChange(text: string): void;
  onRun(text: string): void;
  onRemove: (() => void) | null;
}

/** One query with its letter; what cannot be read is said below it, with the place. */
export function QueryRow(props: QueryRowProps) {
  const { letter, text, changed, window, Editor, autoFocus, onChange, onRun, onRemove } = props;
  const client = useClient();
  const [left, setLeft] = useState(false);
  const parsed = text.trim() === '' ? null : parse(text);
  const fault = parsed && !parsed.ok ? parsed.error : null;
  async function format(): Promise<void> {
    const answer = await client?.call('promql.format', { expr: text });
    if (answer?.text) onChange(answer.text);
  }
  return (
    <div className={css.queryRow} onBlur={() => setLeft(true)} onFocus={() => setLeft(false)}>
      <div className={css.queryLine} data-faulty={fault !== null || undefined}>
        <span className={css.letter}>{letter}</span>
        <Editor
          label={`Query ${letter}`}
          value={text}
          window={window}
          hint="rate(http_requests_total[5m])"
          autoFocus={autoFocus}
          onChange={onChange}
          onRun={onRun}
        />
        <button
          type="button"
          className="btn icon small quiet"
          title="Format"
          aria-label={`Format query ${letter}`}
          disabled={fault !== null || text.trim() === ''}
          onClick={() => void format()}
        >
          <IconAlignLeft size={14} />
        </button>
        {onRemove ? (
          <button
            type="button"
            className="btn icon small quiet"
            title="Remove"
            aria-label={`Remove query ${letter}`}
            onClick={onRemove}
          >
            <IconX size={14} />
          </button>
        ) : null}
        <button
          type="button"
          className={`btn small ${changed && !fault ? 'primary' : ''}`}
          disabled={text.trim() === '' || fault !== null}
          onClick={() => onRun(text)}
          aria-label={`Run query ${letter}`}
        >
          <IconPlayerPlay size={12} /> Run
        </button>
      </div>
      {fault && (left || !changed) ? (
        <p className={css.fault} role="alert">
          {faultText(text, fault)}
        </p>
      ) : null}
    </div>
  );
}
