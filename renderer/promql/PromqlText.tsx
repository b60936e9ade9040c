import { useMemo } from 'react';
import { type HighlightedPart, promqlParts } from './promql-parts.ts';
import css from './promql-text.module.css';

/** A query in the colours of the editor, as it was written. */
export function PromqlText({ expr }: { expr: string }) {
  const parts = useMemo(() => promqlParts(expr), [expr]);
  return (
    <code className={css.text}>
      {parts.map(({ text, kind, from }: HighlightedPart) => (
        <span key={from} className={kind === 'plain' ? undefined : css[kind]}>
          {text}
        </span>
      ))}
    </code>
  );
}
