import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { Findings } from './ConfigFiles.tsx';
import { EXAMPLE_CONFIG } from './examples.ts';
import css from './targets.module.css';

const CHECK_AFTER_MS = 250;

interface ConfigEditorProps {
  stored: string;
  onSave(text: string, done: () => void): void;
}

/** A prometheus.yml kept in the settings, checked as it is typed; what is refused cannot be saved. */
export function ConfigEditor({ stored, onSave }: ConfigEditorProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const text = draft ?? stored;
  const [settled] = useDebouncedValue(text, CHECK_AFTER_MS);
  const check = useCall('scrape.check', { text: settled }, { enabled: settled.trim() !== '' });
  const checked = settled.trim() === '' ? null : (check.data ?? null);
  const current = settled === text && !check.isFetching;
  const lines = text.split('\n').length;
  const marked = new Set([checked?.error?.line ?? -1]);

  function goTo(line: number): void {
    const before = text.split('\n').slice(0, line - 1);
    const from = before.reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(from, from + (text.split('\n')[line - 1]?.length ?? 0));
  }

  return (
    <section>
      <h2>A configuration of your own</h2>
      <p className="t2">Written as a prometheus.yml. Relative paths start from the data directory.</p>
      <div className={css.editor}>
        <pre ref={gutter} className={css.gutter} aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <span key={i} className={marked.has(i + 1) ? 'err' : ''}>
              {i + 1}
            </span>
          ))}
        </pre>
        <textarea
          ref={area}
          aria-label="Configuration"
          aria-invalid={checked?.error ? true : undefined}
          spellCheck={false}
          wrap="off"
          rows={Math.min(Math.max(lines, 10), 30)}
          placeholder={EXAMPLE_CONFIG}
          value={text}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <div className={css.line} aria-live="polite">
        {checked && (
          <>
            <StateIcon shape={checked.error ? 'error' : checked.warnings.length > 0 ? 'warn' : 'ok'} />
            <span className={checked.error ? 'err' : 't2'}>
              {checked.error ? 'refused' : `${checked.jobs} job${checked.jobs === 1 ? '' : 's'}`}
            </span>
          </>
        )}
        <span className="grow" />
        {draft !== null && draft !== stored && (
          <>
            <button type="button" className="btn small quiet" onClick={() => setDraft(null)}>
              Discard
            </button>
            <button
              type="button"
              className="btn small primary"
              disabled={!current || (checked?.error ?? null) !== null}
              onClick={() => onSave(draft, () => setDraft(null))}
            >
              Save
            </button>
          </>
        )}
      </div>
      {checked && <Findings config={checked} onLine={goTo} />}
    </section>
  );
}
