import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { LogPattern } from '../../../../shared/contract/logs.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { LogText } from '../../../components/log/MarkedText.tsx';
import { JsonView } from '../detail/JsonView.tsx';
import { embeddedJson } from '../log-text.ts';
import css from './patterns.module.css';

/** One of the template's lines: as a tree where it is JSON. */
export function PatternExample({ pattern, onClose }: { pattern: LogPattern; onClose(): void }) {
  const tree = useMemo(() => embeddedJson(pattern.example), [pattern.example]);
  return (
    <aside className={css.example} aria-label="Example of the pattern">
      <div className="pane-head">
        <h2>Example</h2>
        <span className="sub cut">pattern:{pattern.id}</span>
        <span className="grow" />
        <CopyButton text={pattern.example} label="Copy the line" />
        <button
          type="button"
          className="btn icon quiet small"
          title="Close"
          aria-label="Close the example"
          onClick={onClose}
        >
          <IconX size={14} />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css.exampleText} tabIndex={0} aria-label="The line">
        {tree ? <JsonView value={tree} /> : <LogText text={pattern.example} />}
      </section>
    </aside>
  );
}
