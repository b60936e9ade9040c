import { type FormEvent, useState } from 'react';
import type { Input } from '../../../../shared/contract/contract.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { useZone } from '../../../time/preferences.ts';
import { MatcherList } from './MatcherList.tsx';
import { matchedAlerts } from './matched-alerts.ts';
import { parseEnd, quickEnds, type SilenceDraft } from './silence-draft.ts';
import css from './silence-form.module.css';

interface SilenceFormProps {
  draft: SilenceDraft;
  /** Text of the end as it stands, where there is one. */
  end?: string;
  onDone(id: string, endsAtMs: number): void;
}

const AUTHOR_KEY = 'trivet-silence-author';

/** What is kept quiet, until when and why. One of the usual lengths saves at once. */
export function SilenceForm({ draft, end = '', onDone }: SilenceFormProps) {
  const zone = useZone();
  const alerts = useAlerts()?.alerts ?? [];
  const [matchers, setMatchers] = useState(draft.matchers);
  const [comment, setComment] = useState(draft.comment);
  const [author, setAuthor] = useState(() => draft.createdBy || (localStorage.getItem(AUTHOR_KEY) ?? ''));
  const [endText, setEndText] = useState(end);
  const set = useAction('silences.set', ['silences.list']);
  const endsAtMs = parseEnd(endText, Date.now(), zone);
  const quieted = matchedAlerts(matchers, alerts);
  function save(untilMs: number): void {
    localStorage.setItem(AUTHOR_KEY, author);
    const { id, startsAtMs } = draft;
    const silence: Input<'silences.set'> = {
      ...{ id, matchers, startsAtMs, comment: comment.trim() },
      endsAtMs: untilMs,
      createdBy: author.trim(),
    };
    set.mutate(silence, { onSuccess: (made) => onDone(made.id, untilMs) });
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (endsAtMs !== null && matchers.length > 0) save(endsAtMs);
  }
  const off = matchers.length === 0 || set.isPending;
  return (
    <form className={css.form} aria-label="Silence" onSubmit={submit}>
      <div className={css.quick}>
        {quickEnds.map(([label, endMs]) => (
          <button
            key={label}
            type="button"
            className="btn"
            disabled={off}
            onClick={() => save(endMs(Date.now()))}
          >
            {label}
          </button>
        ))}
      </div>
      <div className={css.custom}>
        <label className="field">
          <input
            aria-label="Until, or for how long"
            placeholder="90m, 2d, 2026-11-30 18:00"
            value={endText}
            onChange={(event) => setEndText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="btn primary" disabled={off || endsAtMs === null}>
          {draft.id === null ? 'Silence' : 'Save'}
        </button>
      </div>
      <MatcherList matchers={matchers} onChange={setMatchers} />
      <p className="t3 fs11" aria-live="polite">
        {matchers.length === 0
          ? 'A silence needs a label at least.'
          : `Keeps ${quieted === 1 ? '1 alert' : `${count(quieted)} alerts`} of now quiet.`}
      </p>
      <label className="field">
        <input
          aria-label="Why"
          placeholder="Why"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <label className="field">
        <input
          aria-label="Who"
          placeholder="Who"
          value={author}
          onChange={(event) => setAuthor(event.currentTarget.value)}
        />
      </label>
      {set.error ? <ErrorNote error={set.error} what="Not silenced" /> : null}
    </form>
  );
}
