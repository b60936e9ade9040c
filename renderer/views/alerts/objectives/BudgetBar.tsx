import type { CSSProperties } from 'react';
import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { type BudgetState, budgetState, budgetText } from './objective-text.ts';
import css from './objectives.module.css';

const COLOURS: Record<BudgetState, string> = {
  spent: 'var(--err-fill)',
  low: 'var(--warn-fill)',
  left: 'var(--accent-fill)',
  unknown: 'var(--chart-neutral)',
};
const WORDS: Record<BudgetState, string> = { spent: 'err', low: 'warn', left: '', unknown: 't3' };

/** What is left of an error budget, as a bar and a number; an overspent one says by how much. */
export function BudgetBar({ objective }: { objective: ObjectiveView }) {
  const state = budgetState(objective);
  const { budgetLeft } = objective;
  if (budgetLeft === null) return <span className="t3">—</span>;
  const percent = Math.round(Math.min(Math.max(budgetLeft, 0), 1) * 100);
  return (
    <span className={css.budget}>
      <span
        className="bar"
        role="meter"
        aria-label={`Error budget left of ${objective.displayName}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        style={{ '--c': COLOURS[state], flex: '1 1 0', display: 'inline-block' } as CSSProperties}
      >
        <i style={{ width: `${percent}%` }} />
      </span>
      <span className={`${css.budgetValue} ${WORDS[state]}`}>{budgetText(budgetLeft)}</span>
    </span>
  );
}

/** States of its alerts in a word: page and ticket, or that nothing burns. */
export function Firing({ severities }: { severities: string[] }) {
  if (severities.length === 0) return <span className="t3">none</span>;
  return (
    <span className={css.tags}>
      {severities.map((severity) => (
        <span key={severity} className={`tag ${severity === 'page' ? 'err' : 'warn'}`}>
          {severity}
        </span>
      ))}
    </span>
  );
}
