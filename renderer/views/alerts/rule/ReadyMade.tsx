import { useState } from 'react';
import { draftOf, readyMadeRules } from '../../../../shared/alerts/simple-rules.ts';
import { simpleShape } from '../../../../shared/alerts/simple-shapes.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import css from './rule.module.css';

/** Rules that are worth having anywhere, to be taken at once; those that are there already are left out. */
export function ReadyMade() {
  const status = useAlerts();
  const there = new Set(status?.rules.map(({ name }) => name));
  const offered = readyMadeRules().filter(({ name }) => !there.has(name));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const save = useAction('alerts.saveRule', ['alerts.status']);
  const taken = offered.filter(({ name }) => !left.has(name));
  async function add(): Promise<void> {
    try {
      for (const rule of taken) await save.mutateAsync({ rule: draftOf(rule), replaces: null });
    } catch {
      // The error stands below the list.
    }
  }
  if (offered.length === 0) return null;
  return (
    <section className={css.readyMade} aria-label="Ready-made rules">
      <h2>Ready-made</h2>
      <div className={css.ready}>
        {offered.map(({ name, kind, threshold }) => {
          const { help, threshold: shown } = simpleShape(kind);
          return (
            <label key={name}>
              <input
                type="checkbox"
                checked={!left.has(name)}
                onChange={({ currentTarget: { checked } }) => {
                  const next = new Set(left);
                  if (checked) next.delete(name);
                  else next.add(name);
                  setLeft(next);
                }}
              />
              <span className="med cut">{name}</span>
              <span className="t2 cut">
                {shown ? `${shown.label} ${threshold} ${shown.unit}: ` : ''}
                {help}
              </span>
            </label>
          );
        })}
      </div>
      <button
        type="button"
        className="btn primary"
        disabled={taken.length === 0 || save.isPending}
        onClick={() => void add()}
      >
        {addText(taken.length)}
      </button>
      {save.error ? <ErrorNote error={save.error} what="Not added" /> : null}
    </section>
  );
}

const addText = (rules: number): string =>
  rules === 0 ? 'None chosen' : rules === 1 ? 'Add this rule' : `Add these ${rules} rules`;
