import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { durationWords } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Name } from '../../../components/Name.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { instantText } from '../../../time/instant-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { BudgetBar, Firing } from './BudgetBar.tsx';
import { BudgetCharts } from './BudgetCharts.tsx';
import { BurnTable } from './BurnTable.tsx';
import { GeneratedRules } from './GeneratedRules.tsx';
import { Offenders } from './Offenders.tsx';
import { budgetText, firingSeverities, goodText, partText, windowText } from './objective-text.ts';
import css from './objectives.module.css';

/** One objective: its budget and how it burns over the range, what burns it, and the rules that tell of it. */
export function ObjectivePage({ objective }: { objective: ObjectiveView }) {
  const { window } = useTimeRange();
  const { startMs, endMs } = window;
  const { data, error, isFetching, refetch } = useCall('objectives.budget', {
    id: objective.id,
    startMs,
    endMs,
  });
  return (
    <div className={css.page}>
      <Head objective={objective} />
      <Facts objective={objective} />
      {objective.error ? <p className={css.failed}>{objective.error}</p> : null}
      <LoadingBar active={isFetching} />
      {error && !data ? <ErrorNote error={error} what="The budget" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={6} /> : null}
      {data ? (
        <>
          <BudgetCharts objective={objective} course={data.course} window={window} />
          <div className={css.beside}>
            <Offenders offenders={data.offenders} />
            <BurnTable objective={objective} />
          </div>
          <GeneratedRules objective={objective} text={data.rulesText} />
        </>
      ) : null}
    </div>
  );
}

function Head({ objective }: { objective: ObjectiveView }) {
  const href = useViewHref();
  return (
    <div className={`pane-head ${css.head}`}>
      <Link
        className="btn icon quiet small"
        href={href('/alerts/objectives')}
        aria-label="All objectives"
        title="All objectives"
      >
        <IconChevronLeft size={16} />
      </Link>
      <h2 className="cut" title={objective.name}>
        {objective.displayName}
      </h2>
      <Firing severities={firingSeverities(objective)} />
      <span className="grow" />
      <span className={css.headBudget}>
        <BudgetBar objective={objective} />
      </span>
      <span className="t3">budget left</span>
    </div>
  );
}

function Facts({ objective }: { objective: ObjectiveView }) {
  const zone = useZone();
  const { service, target, windowMs, good, budgetLeft, dataSinceMs, file, line, description, labels, notes } =
    objective;
  const short = dataSinceMs !== null && dataSinceMs > Date.now() - windowMs * 0.98;
  return (
    <div className={css.facts}>
      <span>
        <span className="t3">service</span> <Name name={service} />
      </span>
      <span>
        <span className="t3">target</span> <b>{partText(target)}</b>
        <span className="t3"> over</span> {windowText(windowMs)}
      </span>
      <span>
        <span className="t3">good</span>{' '}
        {good === null ? (
          <span className="t3">nothing measured</span>
        ) : (
          <b className={good < target ? 'err' : ''}>{goodText(good, target)}</b>
        )}
      </span>
      {budgetLeft !== null && budgetLeft < 0 ? (
        <span className="err">overspent by {budgetText(-budgetLeft)}</span>
      ) : null}
      {short ? (
        <span className="warn" title={`since ${instantText(dataSinceMs, zone)}`}>
          only {durationWords(Date.now() - dataSinceMs)} of data
        </span>
      ) : null}
      <span className="cut" title={file}>
        <span className="t3">file</span>{' '}
        <span className="mono">
          <bdi>{file}</bdi>:{line}
        </span>
      </span>
      {labels.map(([name, value]) => (
        <span key={name} className="mono">
          {name}={value}
        </span>
      ))}
      {description === '' ? null : <p className={css.wide}>{description}</p>}
      {notes.map((note) => (
        <p key={note} className={`t2 ${css.wide}`}>
          {note}
        </p>
      ))}
    </div>
  );
}
