import { modals } from '@mantine/modals';
import { IconX } from '@tabler/icons-react';
import { matcherText } from '../../../../shared/alerts/matchers.ts';
import type { SilenceView } from '../../../../shared/contract/notifications.ts';
import { count } from '../../../../shared/model/format.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import pairs from '../../../components/pairs.module.css';
import { useAction } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { exactText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { MatchedList } from './MatchedList.tsx';
import { SilenceTime } from './silence-columns.tsx';
import { endsSoon, matchersText, quietedBy } from './silence-rows.ts';
import css from './silences.module.css';

interface SilenceDetailProps {
  silence: SilenceView;
  onEdit(): void;
  onClose(): void;
}

const HOUR_MS = 3_600_000;

/** One silence: what it keeps quiet, until when, why and by whom, and what can be done about it. */
export function SilenceDetail({ silence, onEdit, onClose }: SilenceDetailProps) {
  const zone = useZone();
  const alerts = useAlerts()?.alerts ?? [];
  const set = useAction('silences.set', ['silences.list']);
  const expire = useAction('silences.expire', ['silences.list']);
  const isOver = silence.state === 'expired';
  const quieted = quietedBy(silence.id, alerts);
  const extend = () => !isOver && set.mutate(extended(silence));
  const end = () => !isOver && askToEnd(silence, () => expire.mutate({ id: silence.id }));
  useKeys({ e: onEdit, '+': extend, x: end });
  return (
    <section className={css.detail} aria-label="Silence">
      <div className="pane-head">
        <button
          type="button"
          className="btn"
          title={isOver ? 'Silence again: e' : 'Edit: e'}
          onClick={onEdit}
        >
          {isOver ? 'Silence again' : 'Edit'}
        </button>
        {isOver ? null : (
          <>
            <button
              type="button"
              className="btn"
              title="An hour more: +"
              disabled={set.isPending}
              onClick={extend}
            >
              + 1 h
            </button>
            <button
              type="button"
              className="btn"
              title="End it now: x"
              disabled={expire.isPending}
              onClick={end}
            >
              Expire
            </button>
          </>
        )}
        <span className="grow" />
        <CopyButton text={amtoolText(silence)} label="Copy as an amtool command" />
        <button type="button" className="btn icon quiet small" aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={css.detailBody} tabIndex={0}>
        {set.error ? <ErrorNote error={set.error} what="Not extended" /> : null}
        {expire.error ? <ErrorNote error={expire.error} what="Not ended" /> : null}
        <dl className={pairs.pairs}>
          <dt>Alerts with</dt>
          <dd className="mono">
            {silence.matchers.map((matcher) => (
              <div key={matcherText(matcher)}>{matcherText(matcher)}</div>
            ))}
          </dd>
          <dt>State</dt>
          <dd>
            {stateWords[silence.state]},{' '}
            <SilenceTime silence={silence} soon={endsSoon(silence, Date.now())} />
          </dd>
          <dt>From</dt>
          <dd>{exactText(silence.startsAtMs, zone)}</dd>
          <dt>Until</dt>
          <dd>{exactText(silence.endsAtMs, zone)}</dd>
          <dt>Why</dt>
          <dd>{silence.comment || '—'}</dd>
          <dt>Who</dt>
          <dd>{silence.createdBy || '—'}</dd>
          <dt>Id</dt>
          <dd className="mono">{silence.id}</dd>
        </dl>
        {isOver ? null : (
          <>
            <h2 className={css.subhead}>Keeps quiet now {count(silence.alerts)}</h2>
            <MatchedList label="Alerts that it keeps quiet" alerts={quieted} />
          </>
        )}
      </div>
    </section>
  );
}

const stateWords: Record<SilenceView['state'], string> = {
  active: 'active',
  pending: 'not yet',
  expired: 'over',
};

/** An hour longer, all else as it is. */
const extended = ({ id, matchers, startsAtMs, endsAtMs, createdBy, comment }: SilenceView) => ({
  id,
  matchers,
  startsAtMs,
  endsAtMs: endsAtMs + HOUR_MS,
  createdBy,
  comment,
});

function askToEnd(silence: SilenceView, end: () => void): void {
  modals.openConfirmModal({
    title: 'Expire this silence?',
    children: (
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {matchersText(silence)}
      </p>
    ),
    labels: { confirm: 'Expire', cancel: 'Cancel' },
    onConfirm: end,
  });
}

/** In single quotes of a shell, where nothing is special but the quote itself. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function amtoolText({ matchers, comment, createdBy, startsAtMs, endsAtMs }: SilenceView): string {
  const times = `--start=${new Date(startsAtMs).toISOString()} --end=${new Date(endsAtMs).toISOString()}`;
  const words = matchers.map((matcher) => quoted(matcherText(matcher))).join(' ');
  return `amtool silence add ${times} --author=${quoted(createdBy)} --comment=${quoted(comment)} ${words}`;
}
