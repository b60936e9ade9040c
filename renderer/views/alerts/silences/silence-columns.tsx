import { count, durationWords } from '../../../../shared/model/format.ts';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { Ago } from '../../../components/Time.tsx';
import type { Column } from '../../../components/VirtualTable.tsx';
import { exactText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { useNow } from '../../../time/ticker.ts';
import type { SilenceRow } from './silence-rows.ts';
import css from './silences.module.css';

const shapes: Record<SilenceRow['silence']['state'], StateShape> = {
  active: 'paused',
  pending: 'pending',
  expired: 'idle',
};

/** What is left of an active one, how long until a pending one begins, since when another is over. */
export function SilenceTime({ silence, soon }: Pick<SilenceRow, 'silence' | 'soon'>) {
  const zone = useZone();
  const now = useNow(1000);
  const { state, startsAtMs, endsAtMs } = silence;
  if (state === 'expired')
    return (
      <span className="t3">
        <Ago ms={endsAtMs} /> ago
      </span>
    );
  const untilMs = state === 'active' ? endsAtMs : startsAtMs;
  return (
    <time
      className={soon ? 'warn' : ''}
      dateTime={new Date(untilMs).toISOString()}
      title={`${state === 'active' ? 'until' : 'from'} ${exactText(untilMs, zone)}`}
    >
      {state === 'pending' ? 'in ' : ''}
      {durationWords(Math.max(0, untilMs - now))}
      {state === 'active' ? ' left' : ''}
    </time>
  );
}

/** `little`: the form or the detail stands beside the table on a small screen. */
export function silenceColumns(room: 'wide' | 'little'): Column<SilenceRow>[] {
  const all: Column<SilenceRow>[] = [
    {
      key: 'matchers',
      title: <span className={css.indent}>Alerts with</span>,
      width: 'minmax(200px, 3fr)',
      cell: ({ silence, text, soon }) => (
        <span className={`${css.indent} ${css.matchers}`}>
          {soon ? <StateIcon shape="warn" title="ends soon" /> : <StateIcon shape={shapes[silence.state]} />}
          <span className={`mono cut ${silence.state === 'expired' ? 't2' : ''}`} title={text}>
            {text}
          </span>
        </span>
      ),
    },
    {
      key: 'alerts',
      title: 'Quiets',
      width: '64px',
      align: 'right',
      cell: ({ silence }) =>
        silence.state === 'active' ? count(silence.alerts) : <span className="t3">—</span>,
    },
    { key: 'time', title: 'Time', width: '160px', cell: (row) => <SilenceTime {...row} /> },
    {
      key: 'comment',
      title: 'Why',
      width: 'minmax(120px, 2fr)',
      cell: ({ silence: { comment } }) => (
        <span className="cut" title={comment}>
          {comment}
        </span>
      ),
    },
    {
      key: 'author',
      title: 'Who',
      width: 'minmax(80px, 1fr)',
      cell: ({ silence: { createdBy } }) => (
        <span className="cut t2" title={createdBy}>
          {createdBy}
        </span>
      ),
    },
  ];
  return room === 'wide' ? all : all.filter(({ key }) => key !== 'author' && key !== 'comment');
}
