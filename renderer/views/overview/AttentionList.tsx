import { useViewportSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { serviceQuery } from '../../../shared/trace-query/printer.ts';
import { useContainerSeries } from '../../charts/use-container-series.ts';
import { colourName, colourOf } from '../../components/colours.ts';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Name } from '../../components/Name.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { Ago, Time } from '../../components/Time.tsx';
import { containerPath } from '../../scope/container-path.ts';
import { useKeys } from '../../shell/keys.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import type { Attention } from './attention.ts';
import { HealthCause } from './HealthCause.tsx';
import classes from './overview.module.css';

const MOST_SHOWN = 8;
const LEAST_SHOWN = 5;
/** What the rest of the view needs below. */
const REST_PX = 690;
const ROW_PX = 24;

interface AttentionListProps {
  attention: Attention[];
  containers: ContainerSummary[];
  loaded: boolean;
}

/** One line each, worst first: what, about whom, why, its trend, since when. */
export function AttentionList({ attention, containers, loaded }: AttentionListProps) {
  const { window } = useTimeRange();
  const [all, setAll] = useState(false);
  const [active, setActive] = useState(-1);
  const [, navigate] = useLocation();
  const href = useViewHref();
  const names = useMemo(
    () => [...new Set(attention.filter(({ trend }) => trend !== null).map(({ subject }) => subject))].sort(),
    [attention],
  );
  const cpu = useContainerSeries('cpu', window, { names, points: 60 });
  const memory = useContainerSeries('memory', window, { names, points: 60 });
  const { height } = useViewportSize();
  const room = Math.floor((height - REST_PX) / ROW_PX);
  const most = Math.min(MOST_SHOWN, Math.max(LEAST_SHOWN, room));
  const shown = all ? attention : attention.slice(0, most);
  const target = (row: Attention) => {
    if (row.alert !== undefined) return href('/alerts', { alert: row.alert });
    if (row.pattern !== undefined) return href('/logs', { q: `pattern:${row.pattern}`, patterns: '1' });
    if (row.subjectKind === 'service') return href('/traces', { q: serviceQuery(row.subject) });
    if (row.subjectKind === 'container') return href(containerPath(row.subject));
    return href('/settings', { section: 'sources' });
  };
  const move = (by: number) => setActive(Math.min(Math.max(active + by, 0), shown.length - 1));
  const next = () => move(1);
  const previous = () => move(-1);
  const openActive = () => {
    const row = shown[active];
    if (row) navigate(target(row));
  };
  useKeys({ j: next, k: previous, Enter: openActive });
  return (
    <section className={classes.section} aria-label="Needs attention">
      <div className="pane-head">
        <h2>Needs attention</h2>
        {attention.length > 0 ? <span className="sub">{attention.length}, worst first</span> : null}
        <span className="grow" />
        {attention.length > most ? (
          <button type="button" className={classes.link} onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${attention.length}`}
          </button>
        ) : null}
      </div>
      {!loaded ? <Skeleton rows={2} /> : null}
      {loaded && attention.length === 0 ? (
        <p className={classes.quiet}>
          <StateIcon shape="ok" /> All quiet: nothing failed, restarted or slowed down in this range.
        </p>
      ) : null}
      <ul>
        {shown.map((row, i) => {
          const container = containers.find(({ name }) => name === row.subject);
          const values =
            row.trend === null ? undefined : (row.trend === 'cpu' ? cpu : memory)?.byName.get(row.subject);
          return (
            <li key={row.key}>
              <a
                href={target(row)}
                className={classes.attention}
                data-active={i === active || undefined}
                onClick={(event) => {
                  event.preventDefault();
                  navigate(target(row));
                }}
              >
                <StateIcon shape={row.shape} />
                <span className="med cut">{row.what}</span>
                <span className="t3 cut wide-only">{row.state}</span>
                {row.subject === '' ? (
                  <span />
                ) : (
                  <Name name={row.subject} {...(container ? { of: colourName(container) } : {})} />
                )}
                <span className="t2 cut" title={row.cause}>
                  {container && row.key.startsWith('unhealthy') ? (
                    <HealthCause container={container} />
                  ) : (
                    row.cause
                  )}
                </span>
                <span>
                  {values && container ? (
                    <Sparkline
                      values={values}
                      width={120}
                      colour={colourOf(colourName(container))}
                      least={4}
                    />
                  ) : row.course ? (
                    <Sparkline
                      values={row.course.values}
                      width={120}
                      colour={row.course.isError ? 'var(--err)' : colourOf(row.subject)}
                      least={0.001}
                      area={row.course.isError}
                    />
                  ) : null}
                </span>
                <span className="t2 right">{row.atMs === null ? null : <Ago ms={row.atMs} />}</span>
                <span className="mono t3 right">{row.atMs === null ? null : <Time ms={row.atMs} />}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
