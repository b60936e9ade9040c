import { Link } from 'wouter';
import type { AlertView, RuleView } from '../../../../shared/contract/alerts.ts';
import { durationWords } from '../../../../shared/model/format.ts';
import { labelValue, remainingLabels } from '../../../alerts/alert-subject.ts';
import { alertValueText } from '../../../alerts/rule-unit.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { Name } from '../../../components/Name.tsx';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { Ago, Time } from '../../../components/Time.tsx';
import { useNow } from '../../../time/ticker.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useSilenceEnd } from '../use-silences.ts';
import { useSubject } from '../use-subject.ts';
import { type AlertListRow, sectionOf } from './alert-rows.ts';
import css from './list.module.css';

interface AlertRowProps {
  row: Extract<AlertListRow, { kind: 'alert' }>;
  active: boolean;
  chosen: boolean;
  onChoose(): void;
}

const SHAPES: Record<string, StateShape> = {
  firing: 'firing',
  pending: 'pending',
  silenced: 'silenced',
  resolved: 'resolved',
};

/** Two lines: what and how much, of whom and since when. */
export function AlertRow({ row, active, chosen, onChoose }: AlertRowProps) {
  const { alert, rule, section } = row;
  const href = useViewHref();
  const { subject } = useSubject(alert);
  const severity = labelValue(alert.labels, 'severity');
  const rest = remainingLabels(alert.labels, subject).map(([name, value]) => stripAnsi(`${name}=${value}`));
  return (
    <Link
      href={href('/alerts', { alert: alert.fingerprint })}
      className={css.alert ?? ''}
      data-section={section}
      data-active={active || undefined}
      aria-current={chosen || undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onChoose();
      }}
    >
      <StateIcon shape={SHAPES[section] ?? 'idle'} title={section} />
      <span className={`cut ${css.name}`} title={alert.name}>
        <bdi>{stripAnsi(alert.name)}</bdi>
      </span>
      <span className={css.value}>
        {alert.state === 'resolved' ? '—' : alertValueText(alert.value, rule?.expr ?? null)}
      </span>
      <span className={css.about}>
        {subject ? <Name name={stripAnsi(subject.name)} of={subject.colour} /> : null}
        {severity === '' ? null : <span className="t3 cut">· {stripAnsi(severity)}</span>}
        <span className={`t3 mono cut ${css.rest}`} title={rest.join(' ')}>
          <bdi>{rest.join(' ')}</bdi>
        </span>
      </span>
      <span className={css.since}>
        <Since alert={alert} rule={rule} />
      </span>
    </Link>
  );
}

function Since({ alert, rule }: { alert: AlertView; rule: RuleView | null }) {
  const silencedUntilMs = useSilenceEnd(alert);
  if (alert.state === 'resolved') return <Time ms={alert.resolvedAtMs ?? alert.activeAtMs} />;
  if (sectionOf(alert) === 'silenced') {
    if (silencedUntilMs !== null)
      return (
        <>
          until <Time ms={silencedUntilMs} />
        </>
      );
    return alert.inhibitedBy.length > 0 ? 'inhibited' : alert.muted ? 'muted now' : 'silenced';
  }
  if (alert.state === 'pending' && rule && rule.forMs > 0)
    return <Waiting sinceMs={alert.activeAtMs} forMs={rule.forMs} />;
  return <Ago ms={alert.firedAtMs ?? alert.activeAtMs} />;
}

/** How long it has held, of how long it must hold to fire. */
function Waiting({ sinceMs, forMs }: { sinceMs: number; forMs: number }) {
  const now = useNow(1000);
  return `${durationWords(Math.min(Math.max(0, now - sinceMs), forMs))} of ${durationWords(forMs)}`;
}
