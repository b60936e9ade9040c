import type { ReactNode } from 'react';
import { usualRule } from '../../../../shared/alerts/simple-rules.ts';
import { simpleShape, simpleShapes } from '../../../../shared/alerts/simple-shapes.ts';
import { PromqlText } from '../../../promql/PromqlText.tsx';
import type { TimeWindow } from '../../../time/time-range.ts';
import css from './rule.module.css';
import { type RuleDraft, simpleDraft, wholeDraft } from './rule-draft.ts';
import { SimpleFields } from './SimpleFields.tsx';
import { WholeFields } from './WholeFields.tsx';

interface RuleFormProps {
  draft: RuleDraft;
  window: TimeWindow;
  onChange(draft: RuleDraft): void;
  onSave(): void;
  children: ReactNode;
}

/** A rule by its few fields or whole. */
export function RuleForm({ draft, window, onChange, onSave, children }: RuleFormProps) {
  const { simple, rule } = draft;
  const named = (name: string) =>
    onChange(simple ? simpleDraft({ ...simple, name }) : wholeDraft({ ...rule, name }));
  return (
    <form
      className={css.form}
      aria-label="Rule"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <label className={css.row}>
        <span>watches</span>
        <select
          className="btn"
          aria-label="What it watches"
          value={simple?.kind ?? 'promql'}
          onChange={({ currentTarget: { value } }) => onChange(ofKind(value, draft))}
        >
          {simpleShapes.map(({ kind, title }) => (
            <option key={kind} value={kind}>
              {title}
            </option>
          ))}
          <option value="promql">PromQL</option>
        </select>
      </label>
      <p className={css.help}>
        {simple
          ? simpleShape(simple.kind).help
          : 'An expression whose series are alerts while there are any.'}
      </p>
      <label className={css.row}>
        <span>name</span>
        <span className="field">
          <input
            aria-label="Name"
            maxLength={200}
            value={rule.name}
            onChange={({ currentTarget: { value } }) => named(value)}
          />
        </span>
      </label>
      {simple ? (
        <>
          <SimpleFields rule={simple} onChange={(next) => onChange(simpleDraft(next))} />
          <div className={css.expr}>
            <PromqlText expr={rule.expr} />
          </div>
        </>
      ) : (
        <WholeFields rule={rule} window={window} onChange={(next) => onChange(wholeDraft(next))} />
      )}
      {children}
    </form>
  );
}

/** Another kind takes over what it can: the whole rule keeps what the fields came to. */
function ofKind(value: string, { simple, rule }: RuleDraft): RuleDraft {
  const shape = simpleShapes.find(({ kind }) => kind === value);
  if (!shape) return wholeDraft(rule);
  const same = simple && simpleShape(simple.kind).subject === shape.subject;
  return simpleDraft(usualRule(shape.kind, same ? simple.subject : ''));
}
