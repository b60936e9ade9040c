import { useMemo } from 'react';
import { Link } from 'wouter';
import { count } from '../../../../shared/model/format.ts';
import { msToNano, nanoToMs } from '../../../../shared/model/time.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { LevelText } from '../../../components/log/LevelText.tsx';
import { LogMessage } from '../../../components/log/LogMessage.tsx';
import { Name } from '../../../components/Name.tsx';
import { Time } from '../../../components/Time.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useAllContainers } from '../../../scope/use-scope.ts';
import { useViewHref } from '../../../time/url-state.ts';
import type { Moment } from './moment.ts';
import css from './page.module.css';
import type { Related } from './use-related.ts';

const SHOWN = 60;
const WORST = 'level>=warn';

/** Warnings and errors of whom the alert is about and of who calls it, from shortly before it began. */
export function RelatedLogs({ moment, related }: { moment: Moment; related: Related }) {
  const href = useViewHref();
  const containers = useAllContainers();
  const { entities, of } = related;
  const filter = {
    query: WORST,
    ...(entities ? { entities } : {}),
    start: msToNano(moment.startMs),
    end: msToNano(moment.endMs),
  };
  const { data, error, refetch } = useCall('logs.query', { ...filter, direction: 'forward', limit: SHOWN });
  const volume = useCall('logs.volume', { ...filter, buckets: 1 });
  const services = useMemo(
    () => new Map(containers?.map(({ entity, name, composeService }) => [entity, composeService ?? name])),
    [containers],
  );
  const link = href('/logs', {
    q: WORST,
    ...(entities ? { only: entities.map(encodeURIComponent).join(',') } : {}),
    range: '',
    from: new Date(moment.startMs).toISOString(),
    to: new Date(moment.endMs).toISOString(),
  });
  return (
    <section className={css.part} aria-label="Related logs">
      <div className="pane-head">
        <h2>Related logs</h2>
        <span className="sub cut">{of}, warn and above</span>
        <span className="grow" />
        <Link href={link}>Open{volume.data ? ` ${count(volume.data.total)}` : ''}</Link>
      </div>
      {error ? <ErrorNote error={error} what="Logs" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={4} /> : null}
      {data?.records.length === 0 ? (
        <p className={css.note}>No warnings and no errors at that time.</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={css.rows} tabIndex={0}>
        {data?.records.map((row) => (
          <li key={row.id} className={css.log}>
            <Time ms={nanoToMs(row.timeUnixNano)} millis className="mono t3" />
            <LevelText row={row} />
            <Name name={row.container} of={services.get(row.entity) ?? row.container} />
            <span className="mono cut">
              <LogMessage row={row} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
