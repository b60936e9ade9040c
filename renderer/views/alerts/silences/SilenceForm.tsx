import { type FormEvent, useState } from 'react';
import type { Input } from '../../../../shared/contract/contract.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { instantText } from '../../../time/instant-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { MatchedList } from './MatchedList.tsx';
import { MatcherList } from './MatcherList.tsx';
import { matchedAlerts, matchersFault } from './matched-alerts.ts';
import { parseEnd, parseStart, quickEnds, type SilenceDraft } from './silence-draft.ts';
import css from './silence-form.module.css';

interface SilenceFormProps {
  draft: SilenceDraft;
  /** Text of the end as it stands, where there is one. */
  end?: string;
  /** Shows the beginning too, which need not be now. */
  planned?: boolean;
  onDone(id: string, endsAtMs: number): void;
}

const AUTHOR_KEY = 'trivet-silence-author';

/** What is kept quiet, until when and why. One of the usual lengths saves at once. */
export function SilenceForm({ draft, end = '', planned = false, onDone }: SilenceFormProps) {
  const zone = useZone();
  const alerts = useAlerts()?.alerts ?? [];
  const [matchers, setMatchers] = useState(draft.matchers);
  const [comment, setComment] = useState(draft.comment);
  const [author, setAuthor] = useState(() => draft.createdBy || (localStorage.getItem(AUTHOR_KEY) ?? ''));
  const [startText, setStartText] = useState(
    draft.startsAtMs === null ? '' : instantText(draft.startsAtMs, zone),
  );
  const [endText, setEndText] = useState(end);
  const set = useAction('silences.set', ['silences.list']);
  const start = parseStart(startText, Date.now(), zone);
  const endsAtMs = parseEnd(endText, start.atMs ?? Date.now(), zone);
  const fault = matchersFault(matchers);
  const quieted = matchedAlerts(matchers, alerts);
  function save(untilMs: number): void {
    localStorage.setItem(AUTHOR_KEY, author);
    const silence: Input<'silences.set'> = {
      ...{ id: draft.id, matchers, startsAtMs: start.atMs, comment: comment.trim() },
      endsAtMs: untilMs,
      createdBy: author.trim(),
    };
    set.mutate(silence, { onSuccess: (made) => onDone(made.id, untilMs) });
  }
  const off = fault !== null || set.isPending || start.isFaulty;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (endsAtMs !== null && !off) save(endsAtMs);
  }
  return (
    <form className={css.form} aria-label="Silence" onSubmit={submit}>
      <div className={css.quick}>
        {quickEnds.map(([label, endMs]) => (
          <button
            key={label}
            type="button"
            className="btn"
            disabled={off}
            onClick={() => save(endMs(start.atMs ?? Date.now()))}
          >
            {label}
          </button>
        ))}
      </div>
      {planned ? (
        <div className="field">
          <input
            aria-label="From"
            aria-invalid={start.isFaulty}
            placeholder="From now, or 2026-11-30 18:00"
            value={startText}
            onChange={(event) => setStartText(event.currentTarget.value)}
          />
        </div>
      ) : null}
      <div className={css.custom}>
        <label className="field">
          <input
            aria-label="Until, or for how long"
            aria-invalid={endText !== '' && endsAtMs === null}
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
      <p className={`fs11 ${fault !== null && matchers.length > 0 ? 'err' : 't3'}`} aria-live="polite">
        {fault ??
          (quieted.length === 0
            ? 'Matches no alert of now; those that come are kept quiet.'
            : `Matches ${quieted.length === 1 ? 'this alert' : `these ${count(quieted.length)} alerts`} now.`)}
      </p>
      <MatchedList label="Alerts that it matches now" alerts={quieted} />
      <label className="field">
        <input
          aria-label="Why"
          placeholder="Why"
          maxLength={4096}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <label className="field">
        <input
          aria-label="Who"
          placeholder="Who"
          maxLength={200}
          value={author}
          onChange={(event) => setAuthor(event.currentTarget.value)}
        />
      </label>
      {set.error ? <ErrorNote error={set.error} what="Not silenced" /> : null}
    </form>
  );
}
