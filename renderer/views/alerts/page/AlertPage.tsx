import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { AlertView, RuleView } from '../../../../shared/contract/alerts.ts';
import { labelValue } from '../../../alerts/alert-subject.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { Ago, Time } from '../../../components/Time.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { useNow } from '../../../time/ticker.ts';
import { fixedRange } from '../../../time/time-range.ts';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { sectionOf } from '../list/alert-rows.ts';
import { SilenceButton } from '../silences/SilenceButton.tsx';
import { Annotations } from './Annotations.tsx';
import { Around } from './around/Around.tsx';
import { BacktestRows } from './backtest/BacktestRows.tsx';
import { Expression } from './Expression.tsx';
import { ExpressionChart } from './ExpressionChart.tsx';
import { Facts } from './Facts.tsx';
import { momentOf } from './moment.ts';
import { PageHead } from './PageHead.tsx';
import css from './page.module.css';
import { Quieted } from './Quieted.tsx';
import { RelatedLogs } from './RelatedLogs.tsx';
import { RelatedTraces } from './RelatedTraces.tsx';
import { useExpression } from './use-expression.ts';
import { useRelated } from './use-related.ts';
import { useStates } from './use-states.ts';

const MINUTE_MS = 60_000;

/** One alert: how it stands, why, and what was around it. */
export function AlertPage({ alert, rule }: { alert: AlertView; rule: RuleView | null }) {
  const [silencingText, setSilencingText] = useUrlParam('silence', { replace: true });
  const silencing = silencingText !== '';
  const setSilencing = (opened: boolean) => setSilencingText(opened ? '1' : '');
  const [, navigate] = useLocation();
  const href = useViewHref();
  const section = sectionOf(alert);
  const severity = labelValue(alert.labels, 'severity');
  const now = useNow(MINUTE_MS);
  const { startMs, endMs } = momentOf(alert, now);
  const moment = useMemo(() => ({ startMs, endMs }), [startMs, endMs]);
  useKeys({
    s: () => setSilencing(true),
    e: () => rule && navigate(href(`/alerts/rules/${encodeURIComponent(rule.id)}`)),
  });
  return (
    <article className={css.page} aria-label={alert.name}>
      <PageHead
        shape={section === 'silenced' ? 'silenced' : alert.state}
        name={alert.name}
        runbook={labelValue(alert.annotations, 'runbook_url') || labelValue(alert.annotations, 'runbook')}
        rule={rule}
        actions={
          alert.state === 'resolved' ? null : (
            <SilenceButton labels={alert.labels} opened={silencing} onOpened={setSilencing} />
          )
        }
      >
        <span className={`tag ${TAGS[alert.state]}`}>{alert.state}</span>
        {severity === '' ? null : <span className={`tag cut ${css.severity}`}>{severity}</span>}
        <StateSince alert={alert} />
      </PageHead>
      <Quieted alert={alert} />
      {rule ? (
        <OfRule alert={alert} rule={rule} />
      ) : (
        <>
          <Facts alert={alert} rule={null} question={null} />
          <Annotations annotations={alert.annotations} />
        </>
      )}
      <Beside alert={alert} moment={moment} />
    </article>
  );
}

const TAGS = { firing: 'err', pending: 'warn', resolved: '' } as const;

function StateSince({ alert }: { alert: AlertView }) {
  const { window, set } = useTimeRange();
  const { state, activeAtMs, firedAtMs, resolvedAtMs } = alert;
  const sinceMs = state === 'resolved' ? (resolvedAtMs ?? activeAtMs) : (firedAtMs ?? activeAtMs);
  const outside = activeAtMs < window.startMs || activeAtMs > window.endMs;
  return (
    <>
      <span className={`t2 fs12 cut ${css.since}`}>
        {state === 'resolved' ? 'at' : 'since'} <Time ms={sinceMs} />, <Ago ms={sinceMs} />
        {state === 'resolved' ? ' ago' : ''}
      </span>
      {outside ? (
        <button
          type="button"
          className="btn quiet small"
          title="It began outside the range that is shown"
          onClick={() =>
            set(fixedRange(activeAtMs - 10 * MINUTE_MS, (firedAtMs ?? activeAtMs) + 10 * MINUTE_MS))
          }
        >
          Show its beginning
        </button>
      ) : null}
    </>
  );
}

function OfRule({ alert, rule }: { alert: AlertView; rule: RuleView }) {
  const { window } = useTimeRange();
  const expression = useExpression(rule, window, alert.labels);
  const spans = useStates(rule, alert, expression.grid);
  return (
    <>
      <Expression expr={rule.expr} />
      {rule.health === 'failed' ? <Failed rule={rule} /> : null}
      <Facts alert={alert} rule={rule} question={expression.question} />
      <Annotations annotations={alert.annotations} />
      <ExpressionChart rule={rule} expression={expression} spans={spans} labels={alert.labels} />
      <BacktestRows rule={rule} question={expression.question} />
    </>
  );
}

export function Failed({ rule }: { rule: RuleView }) {
  return (
    <p className={css.failed} role="status">
      <StateIcon shape="warn" />
      <span>
        <span className="med">Its evaluation fails:</span> {rule.lastError ?? 'nobody knows why'}
      </span>
    </p>
  );
}

function Beside({ alert, moment }: { alert: AlertView; moment: ReturnType<typeof momentOf> }) {
  const related = useRelated(alert, moment);
  return (
    <div className={css.beside}>
      <div className={css.besideLeft}>
        <RelatedLogs moment={moment} related={related} />
        <RelatedTraces moment={moment} related={related} />
      </div>
      <Around window={moment} labels={alert.labels} />
    </div>
  );
}
