import { IconDownload, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PullProgress } from '../../../shared/contract/docker.ts';
import { useStream } from '../../connection/use-stream.ts';
import classes from './images.module.css';
import { pullShare } from './pull-share.ts';

/** Pulls an image and shows how far it is; it can be cancelled. */
export function PullForm() {
  const [reference, setReference] = useState('');
  const [pulling, setPulling] = useState<string | null>(null);
  return (
    <>
      <form
        className={classes.pull}
        onSubmit={(event) => {
          event.preventDefault();
          if (reference.trim() !== '') setPulling(reference.trim());
        }}
      >
        <label className="field">
          <input
            aria-label="Image to pull"
            placeholder="Pull an image: nginx:alpine"
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="btn" disabled={pulling !== null || reference.trim() === ''}>
          <IconDownload size={15} /> Pull
        </button>
      </form>
      {pulling === null ? null : <Pull key={pulling} reference={pulling} onClose={() => setPulling(null)} />}
    </>
  );
}

function Pull({ reference, onClose }: { reference: string; onClose(): void }) {
  const [progress, setProgress] = useState<PullProgress | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const queries = useQueryClient();
  const over = error !== null || progress?.done === true;
  useStream('images.pull', { reference }, (events) => setProgress(events.at(-1) ?? null), {
    // Ending the subscription cancels the pull.
    enabled: !over,
    onError: setError,
    onEnd: () => void queries.invalidateQueries({ queryKey: ['images.list'] }),
  });
  const share = progress ? pullShare(progress) : null;
  return (
    <span className={classes.progress} role="status">
      <span className="mono cut">{reference}</span>
      {error ? (
        <span className="err cut" title={error.message}>
          {error.message}
        </span>
      ) : (
        <>
          {over ? null : <progress max={1} value={share ?? undefined} aria-label={`Pulling ${reference}`} />}
          <span className={over ? 'ok' : 't2'}>{progress?.status ?? 'asking'}</span>
        </>
      )}
      <button
        type="button"
        aria-label={over ? 'Dismiss' : 'Cancel the pull'}
        title={over ? 'Dismiss' : 'Cancel'}
        onClick={onClose}
      >
        <IconX size={14} />
      </button>
    </span>
  );
}
