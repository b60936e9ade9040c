import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import classes from './notes.module.css';

/** What a view shows and how to get something into it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Exact lines to copy, with what they are for. */
export function CopyLines({ caption, text }: { caption: string; text: string }) {
  return (
    <>
      <p className={classes.caption}>{caption}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.lines} tabIndex={0}>
        {text}
        <span>
          <CopyButton text={text} label="Copy these lines" />
        </span>
      </pre>
    </>
  );
}
