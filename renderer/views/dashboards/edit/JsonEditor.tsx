import { useState } from 'react';
import { dashboardText, parseDashboard } from '../../../../shared/dashboards/document.ts';
import type { Dashboard } from '../../../../shared/dashboards/model.ts';
import css from '../page/page.module.css';

interface JsonEditorProps {
  dashboard: Dashboard;
  editing: boolean;
  onChange(dashboard: Dashboard): void;
  onClose(): void;
}

/** The document as it stands in its file. What cannot be read is told with its place and not taken over. */
export function JsonEditor({ dashboard, editing, onChange, onClose }: JsonEditorProps) {
  const [text, setText] = useState(() => dashboardText(dashboard));
  const [fault, setFault] = useState<string | null>(null);
  function take(): void {
    const read = parseDashboard(text);
    if (read.ok) {
      onChange(read.value);
      onClose();
    } else setFault(read.error);
  }
  return (
    <>
      <textarea
        className={css.json}
        aria-label="Document"
        spellCheck={false}
        readOnly={!editing}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="view-head">
        {fault === null ? null : (
          <span className="err cut" role="alert" title={fault}>
            {fault}
          </span>
        )}
        <span className="grow" />
        <button type="button" className="btn" onClick={onClose}>
          {editing ? 'Leave as it was' : 'Close'}
        </button>
        {editing ? (
          <button type="button" className="btn primary" onClick={take}>
            Take over
          </button>
        ) : null}
      </div>
    </>
  );
}
