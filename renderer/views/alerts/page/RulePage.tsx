import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { AlertView, RuleGroupView, RuleView } from '../../../../shared/contract/alerts.ts';
import { count, durationWords, significant } from '../../../../shared/model/format.ts';
import { labelValue } from '../../../alerts/alert-subject.ts';
import { Ago } from '../../../components/Time.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { Failed } from './AlertPage.tsx';
import { Annotations } from './Annotations.tsx';
import { Around } from './around/Around.tsx';
import { BacktestRows } from './backtest/BacktestRows.tsx';
import { Expression } from './Expression.tsx';
import { ExpressionChart } from './ExpressionChart.tsx';
import { Fact, Facts } from './Facts.tsx';
import { PageHead } from './PageHead.tsx';
import css from './page.module.css';
import { useExpression } from './use-expression.ts';
import { useStates } from './use-states.ts';

interface RulePageProps {
  rule: RuleView;
  group: RuleGroupView | null;
  /** Those that it has raised. */
  alerts: AlertView[];
}

/** A rule by itself: its expression over the range, what it has raised and would have raised. */
export function RulePage({ rule, group, alerts }: RulePageProps) {
  const { window } = useTimeRange();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const expression = useExpression(rule, window);
  const spans = useStates(rule, null, expression.grid);
  const alerting = rule.kind === 'alert';
  const { grid } = expression;
  const around = useMemo(() => ({ startMs: grid.startMs, endMs: grid.endMs }), [grid]);
  useKeys({ e: () => navigate(href(`/alerts/rules/${encodeURIComponent(rule.id)}`)) });
  return (
    <article className={css.page} aria-label={rule.name}>
      <PageHead
        shape={rule.health === 'failed' ? 'warn' : rule.state === 'inactive' ? 'ok' : rule.state}
        name={rule.name}
        runbook={labelValue(rule.annotations, 'runbook_url') || labelValue(rule.annotations, 'runbook')}
        rule={rule}
      >
        <span className="tag">{alerting ? rule.state : 'recording rule'}</span>
        <span className={`t2 fs12 cut ${css.since}`}>
          {rule.lastEvaluationMs === null ? (
            'not evaluated yet'
          ) : (
            <>
              evaluated <Ago ms={rule.lastEvaluationMs} /> ago
            </>
          )}
        </span>
      </PageHead>
      <Expression expr={rule.expr} />
      {rule.health === 'failed' ? <Failed rule={rule} /> : null}
      {alerting ? <Facts alert={null} rule={rule} question={expression.question} /> : null}
      <Place rule={rule} group={group} />
      <Annotations annotations={rule.annotations} />
      {alerts.length > 0 ? (
        <p className={css.raised}>
          <span className="t3">raised</span>
          {alerts.slice(0, 20).map(({ fingerprint, state, labels }) => (
            <Link key={fingerprint} href={href('/alerts', { alert: fingerprint })} className="cut">
              {state} {labels.map(([name, value]) => `${name}=${value}`).join(' ')}
            </Link>
          ))}
          {alerts.length > 20 ? <span className="t3">and {count(alerts.length - 20)} more</span> : null}
        </p>
      ) : null}
      <ExpressionChart rule={rule} expression={expression} spans={spans} labels={null} />
      {alerting ? <BacktestRows rule={rule} question={expression.question} /> : null}
      <Around window={around} labels={rule.labels} />
    </article>
  );
}

function Place({ rule, group }: { rule: RuleView; group: RuleGroupView | null }) {
  return (
    <div className={css.facts}>
      <Fact name="file" wide>
        <span className="mono cut" title={rule.file}>
          {rule.file}:{rule.line}
        </span>
      </Fact>
      <Fact name="group">{rule.group}</Fact>
      {group ? <Fact name="every">{durationWords(group.intervalMs)}</Fact> : null}
      {rule.lastDurationMs === null ? null : <Fact name="took">{significant(rule.lastDurationMs)} ms</Fact>}
      {group && group.missed > 0 ? (
        <Fact name="missed">
          <span className="warn">{count(group.missed)} evaluations</span>
        </Fact>
      ) : null}
    </div>
  );
}
