import { useState } from 'react';
import {
  type AnomalyCondition,
  anomalyExpr,
  anomalyText,
  DAY_MS,
} from '../../../../shared/alerts/anomaly.ts';
import type { DraftRule } from '../../../../shared/contract/alerts.ts';
import { NumberText } from './NumberText.tsx';
import css from './rule.module.css';

const SIDES: [AnomalyCondition['side'], string][] = [
  ['above', 'above what is usual'],
  ['below', 'below what is usual'],
  ['both', 'above or below'],
];

const DAYS = 7;
const LEAST_DAYS = 3;
const HOUR_MS = 3_600_000;

const PASTS: Record<string, AnomalyCondition['from']> = {
  [`${DAYS} days, at this time of day`]: { kind: 'time-of-day', days: DAYS, leastDays: LEAST_DAYS },
  'the last day': { kind: 'recent', windowMs: DAY_MS, stepMs: 10 * 60_000 },
  'the last hour': { kind: 'recent', windowMs: HOUR_MS, stepMs: 30_000 },
};

interface UnusualFieldsProps {
  rule: DraftRule;
  onChange(rule: DraftRule): void;
}

/** Turns an expression into the condition that it is out of what is usual for it, as PromQL that one can read. */
export function UnusualFields({ rule, onChange }: UnusualFieldsProps) {
  const [side, setSide] = useState<AnomalyCondition['side']>('above');
  const [factor, setFactor] = useState(3);
  const [past, setPast] = useState(Object.keys(PASTS)[0] as string);
  const condition: AnomalyCondition = { expr: rule.expr, side, factor, from: PASTS[past]! };
  const made = anomalyExpr(condition);
  const use = (expr: string) =>
    onChange({ ...rule, expr, annotations: described(rule.annotations, anomalyText(condition)) });
  return (
    <details className={css.unusual}>
      <summary>Tell when it is unusual instead of beyond a number</summary>
      <label className={css.row}>
        <span>tell when it is</span>
        <select
          className="btn"
          value={side}
          onChange={({ currentTarget }) => setSide(sideOf(currentTarget.value))}
        >
          {SIDES.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div className={css.row}>
        <span>by more than</span>
        <span className={css.withUnit}>
          <span className="field">
            <NumberText label="Deviations" value={factor} onChange={setFactor} />
          </span>
          <span className="t2">usual deviations from the median</span>
        </span>
      </div>
      <label className={css.row}>
        <span>held against</span>
        <select className="btn" value={past} onChange={({ currentTarget }) => setPast(currentTarget.value)}>
          {Object.keys(PASTS).map((text) => (
            <option key={text}>{text}</option>
          ))}
        </select>
      </label>
      <p className={css.help} role="status">
        {made.ok ? `Fires where the value is ${anomalyText(condition)}.` : made.error}
      </p>
      <div>
        <button
          type="button"
          className="btn small"
          disabled={!made.ok}
          onClick={() => (made.ok ? use(made.value) : undefined)}
        >
          Put it into the expression
        </button>
      </div>
    </details>
  );
}

const sideOf = (text: string): AnomalyCondition['side'] =>
  SIDES.find(([value]) => value === text)?.[0] ?? 'above';

/** What is usual stands in the alert's description, unless it says something else already. */
function described(annotations: DraftRule['annotations'], text: string): DraftRule['annotations'] {
  if (annotations.some(([name, value]) => name === 'description' && value !== '')) return annotations;
  return [...annotations.filter(([name]) => name !== 'description'), ['description', text]];
}
