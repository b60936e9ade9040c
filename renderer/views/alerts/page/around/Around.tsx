import { useMemo } from 'react';
import { Link } from 'wouter';
import type { AlertCourse } from '../../../../../shared/model/alert.ts';
import type { Labels } from '../../../../../shared/model/series.ts';
import { msToNano } from '../../../../../shared/model/time.ts';
import { courseOf } from '../../../../alerts/alert-spans.ts';
import { alertSubject } from '../../../../alerts/alert-subject.ts';
import { useEventMarks } from '../../../../charts/use-events.ts';
import { stripAnsi } from '../../../../components/ansi.ts';
import { ErrorNote } from '../../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../../components/LoadingBar.tsx';
import { Name } from '../../../../components/Name.tsx';
import { StateIcon } from '../../../../components/StateIcon.tsx';
import { Time } from '../../../../components/Time.tsx';
import { useCall } from '../../../../connection/use-call.ts';
import { containerPath } from '../../../../scope/container-path.ts';
import { useAllContainers } from '../../../../scope/use-scope.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import { useViewHref } from '../../../../time/url-state.ts';
import css from '../page.module.css';
import { type AroundRow, aroundRows } from './around-rows.ts';

/** What else happened at that time: to containers, to other alerts, in the logs. */
export function Around({ window, labels }: { window: TimeWindow; labels: Labels }) {
  const containers = useAllContainers();
  const marks = useEventMarks(window);
  const courses = useCall('alerts.courses', { ...window, labels: [], limit: 100 });
  const patterns = useCall('logs.newPatterns', { since: msToNano(window.startMs), limit: 50 });
  const rows = useMemo(() => {
    const colour = ({ labels: of }: AlertCourse) => alertSubject(of, null)?.name ?? null;
    return aroundRows({
      window,
      marks,
      courses: courses.data?.courses ?? [],
      patterns: patterns.data ?? [],
      isOwn: (course) => courseOf([course], labels) !== null,
      subjectOf: colour,
    });
  }, [window, marks, courses.data, patterns.data, labels]);
  const serviceOf = (name: string) =>
    containers?.find((container) => container.name === name)?.composeService ?? name;
  return (
    <section className={css.part} aria-label="What happened around it">
      <div className="pane-head">
        <h2>What happened around it</h2>
      </div>
      <LoadingBar active={courses.isFetching && !courses.data} />
      {courses.error ? <ErrorNote error={courses.error} what="States of alerts" /> : null}
      {rows.length === 0 && !courses.isPending ? (
        <p className={css.note}>Nothing happened to containers, other alerts or in the logs.</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={css.rows} tabIndex={0}>
        {rows.map((row) => (
          <li key={row.key} className={css.around} data-own={row.own || undefined}>
            <Time ms={row.timeMs} className="mono t3" />
            <StateIcon shape={row.shape} />
            <span className={css.aroundText}>
              {row.subject === null ? null : <Name name={row.subject} of={serviceOf(row.subject)} />}
              <Target row={row} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Target({ row: { target, text } }: { row: AroundRow }) {
  const href = useViewHref();
  const said = (
    <span className="cut" title={text}>
      <bdi>{stripAnsi(text)}</bdi>
    </span>
  );
  if (target === null) return said;
  const to =
    target.kind === 'container'
      ? href(containerPath(target.name))
      : href('/logs', { q: `pattern:${target.id}`, patterns: '1' });
  return (
    <Link href={to} className={css.plainLink ?? ''}>
      {said}
    </Link>
  );
}
