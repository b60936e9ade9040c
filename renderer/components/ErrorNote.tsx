import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { TrivetError } from '../../shared/contract/errors.ts';
import { CopyButton } from './CopyButton.tsx';
import classes from './notes.module.css';

interface ErrorNoteProps {
  error: Error;
  /** What was being done, in a few words. */
  what?: string;
  onRetry?: () => void;
}

/** An error in place: what happened, what to do about it, and its text to copy. */
export function ErrorNote({ error, what, onRetry }: ErrorNoteProps) {
  const cure = error instanceof TrivetError ? error.cure : undefined;
  const text = [what, error.message, cure].filter(Boolean).join('\n');
  return (
    <div role="alert" className={classes.error}>
      <IconAlertTriangle size={16} />
      <div className="grow">
        <p className="med">{what ? `${what}: ${error.message}` : error.message}</p>
        {cure ? <p className="t2">{cure}</p> : null}
      </div>
      {onRetry ? (
        <button type="button" className="btn small" onClick={onRetry}>
          <IconRefresh size={14} /> Try again
        </button>
      ) : null}
      <CopyButton text={text} label="Copy the error" />
    </div>
  );
}
