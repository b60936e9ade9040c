import { useEffect, useMemo, useRef, useState } from 'react';
import type { RuleView } from '../../../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../../../shared/contract/errors.ts';
import { count, durationWords } from '../../../../../shared/model/format.ts';
import { joined } from '../../../../alerts/alert-spans.ts';
import type { ChartQuestion } from '../../../../alerts/chart-question.ts';
import { alertValueText } from '../../../../alerts/rule-unit.ts';
import { TimeAxis } from '../../../../charts/TimeAxis.tsx';
import { useCall } from '../../../../connection/use-call.ts';
import { useNow } from '../../../../time/ticker.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import css from '../page.module.css';
import { type Variant, variants } from './variants.ts';

const DAY_MS = 86_400_000;
const MINUTES_5 = 300_000;
const AXIS = { left: 116, right: 208, top: 0, bottom: 0 };

/** What the rule, and two that differ in their threshold, would have done over the last day. */
export function BacktestRows({ rule, question }: { rule: RuleView; question: ChartQuestion }) {
  const { ref, seen } = useSeen();
  const endMs = Math.ceil(useNow(60_000) / MINUTES_5) * MINUTES_5;
  const window = useMemo(() => ({ startMs: endMs - DAY_MS, endMs }), [endMs]);
  const all = useMemo(() => variants(rule.expr, question), [rule.expr, question]);
  return (
    <section ref={ref} className={css.section} aria-label="Backtest">
      <div className="pane-head">
        <h2>Backtest</h2>
        <span className="sub cut">
          {all.length > 1
            ? 'this expression and other thresholds over the last 24 h'
            : 'this expression over the last 24 h'}
        </span>
      </div>
      {all.map((variant) => (
        <VariantRow
          key={variant.expr}
          rule={rule}
          variant={variant}
          window={window}
          asked={seen}
          op={question.op}
        />
      ))}
      <div className={css.backtestAxis}>
        <TimeAxis window={window} margins={AXIS} />
      </div>
    </section>
  );
}

interface VariantRowProps {
  rule: RuleView;
  variant: Variant;
  window: TimeWindow;
  asked: boolean;
  op: string | null;
}

function VariantRow({ rule, variant, window, asked, op }: VariantRowProps) {
  const { name, forMs, keepFiringForMs, labels } = rule;
  const draft = { name, expr: variant.expr, forMs, keepFiringForMs, labels, annotations: [] };
  const { data, error } = useCall('alerts.backtest', { ...window, rule: draft }, { enabled: asked });
  const title =
    variant.threshold === null ? 'as it is' : `${op} ${alertValueText(variant.threshold, rule.expr)}`;
  const firing = joined(
    (data?.courses ?? []).flatMap(({ spans }) =>
      spans
        .filter(({ state }) => state === 'firing')
        .map(({ startMs, endMs }) => ({ startMs, endMs: endMs ?? window.endMs })),
    ),
  );
  const share = (ms: number) => ((ms - window.startMs) / (window.endMs - window.startMs)) * 100;
  return (
    <div className={css.variant} data-present={variant.present || undefined}>
      <span className="cut">{title}</span>
      <span className={css.strip} role="img" aria-label={`${title}: ${firing.length} stretches of firing`}>
        {data?.firstDataMs != null && data.firstDataMs > window.startMs ? (
          <i className={css.noData} style={{ left: 0, width: `${share(data.firstDataMs)}%` }} />
        ) : null}
        {firing.map(({ startMs, endMs }) => (
          <i
            key={startMs}
            className={css.fired}
            style={{ left: `${share(startMs)}%`, width: `max(2px, ${share(endMs) - share(startMs)}%)` }}
          />
        ))}
      </span>
      <Outcome data={data ?? null} error={error} />
    </div>
  );
}

interface OutcomeProps {
  data: { timesFired: number; firingMs: number; firstDataMs: number | null } | null;
  error: Error | null;
}

function Outcome({ data, error }: OutcomeProps) {
  if (error)
    return (
      <span className={`t3 cut ${css.outcomeError}`} title={error.message}>
        {error instanceof TrivetError && error.code === 'unavailable' ? 'not to be had' : error.message}
      </span>
    );
  if (!data) return <span className={`t3 ${css.outcomeError}`}>…</span>;
  if (data.firstDataMs === null) return <span className={`t3 ${css.outcomeError}`}>no data</span>;
  return (
    <>
      <span className="right">
        {count(data.timesFired)} {data.timesFired === 1 ? 'time' : 'times'}
      </span>
      <span className="right t2">{data.timesFired === 0 ? '—' : durationWords(data.firingMs)}</span>
    </>
  );
}

/** True once it has been in sight: a day's backtest is not asked for what nobody looks at. */
function useSeen() {
  const ref = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!ref.current || seen) return;
    const watching = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    watching.observe(ref.current);
    return () => watching.disconnect();
  }, [seen]);
  return { ref, seen };
}
