import {
  IconAlertTriangle,
  IconCircleCheck,
  IconExclamationCircle,
  IconInfoCircle,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { DoctorFinding, DoctorReport } from '../../../../shared/contract/trace-answers.ts';
import { count, percent, quantityText } from '../../../../shared/model/format.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Name } from '../../../components/Name.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { HowToSend } from '../HowToSend.tsx';
import type { TraceSearch } from '../search/use-trace-search.ts';
import css from './doctor.module.css';
import { groupFindings, type RuleGroup, ruleTitle, severityTitle } from './doctor-groups.ts';

const ICONS = { error: IconExclamationCircle, warning: IconAlertTriangle, info: IconInfoCircle };

/** What is wrong with the telemetry itself, by service, and what to do about it. */
export function DoctorTab({ search }: { search: TraceSearch }) {
  const { start, end } = search.coarseFilter;
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall('traces.doctor', { start, end });
  if (error && !data) return <ErrorNote error={error} what="Doctor" onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <>
      <LoadingBar active={isFetching && isPlaceholderData} />
      <div className="pane-head">
        <h2>Doctor</h2>
        <span className="sub">
          {data.truncated ? 'the newest ' : ''}
          {count(data.spans)} spans of {count(data.services)} {data.services === 1 ? 'service' : 'services'}{' '}
          looked at, whatever the query
        </span>
      </div>
      {data.spans === 0 ? (
        <EmptyState title="No spans to look at">
          <p>
            The doctor reads the spans of the range and names what makes them less useful: services without a
            name, parents that never came, clocks that disagree, wrong statuses, span names that hold ids.
          </p>
          <HowToSend />
        </EmptyState>
      ) : (
        <Findings report={data} />
      )}
    </>
  );
}

function Findings({ report }: { report: DoctorReport }) {
  const groups = useMemo(() => groupFindings(report.findings), [report]);
  if (groups.length === 0)
    return (
      <p className={css.well}>
        <IconCircleCheck size={16} aria-hidden="true" /> All seven rules hold: names, parents, clocks,
        resources, statuses.
      </p>
    );
  return (
    <ScrollRegion label="Findings">
      {groups.map((group) => (
        <Group key={`${group.severity} ${group.rule}`} group={group} />
      ))}
    </ScrollRegion>
  );
}

function Group({ group }: { group: RuleGroup }) {
  const Icon = ICONS[group.severity];
  return (
    <section className={css.group} data-severity={group.severity}>
      <h3>
        <Icon size={16} aria-hidden="true" />
        <span>{ruleTitle[group.rule]}</span>
        <span className="tag">{severityTitle[group.severity]}</span>
      </h3>
      <ul>
        {group.findings.map((finding) => (
          <Finding key={`${finding.service} ${finding.what}`} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

function Finding({ finding }: { finding: DoctorFinding }) {
  const href = useViewHref();
  const share = finding.of > 0 ? (finding.count / finding.of) * 100 : null;
  return (
    <li className={css.finding}>
      <Name name={finding.service === '' ? '(none)' : finding.service} className="med" />
      <span className={css.count} title={`${count(finding.count)} of ${count(finding.of)}`}>
        {count(finding.count)} <span className="t3">of {count(finding.of)}</span>
        <span className={css.share} aria-hidden="true">
          <i style={{ width: `${Math.min(100, share ?? 0)}%` }} />
        </span>
        <span className="t3">{quantityText(percent(share))}</span>
      </span>
      <div className={css.text}>
        <p>{finding.what}</p>
        <p className="t2">{finding.cure}</p>
        {finding.examples.length > 0 && (
          <p className={css.examples}>
            <span className="t3">for example</span>
            {finding.examples.map(({ traceId, spanId }) => (
              <Link
                key={`${traceId} ${spanId}`}
                className="mono"
                href={href(`/traces/${traceId}`, spanId === '' ? {} : { span: spanId })}
              >
                {traceId.slice(0, 8)}
              </Link>
            ))}
          </p>
        )}
      </div>
      <CopyButton
        text={`${finding.service}: ${finding.what}\n${finding.cure}`}
        label="Copy the finding and its cure"
      />
    </li>
  );
}
