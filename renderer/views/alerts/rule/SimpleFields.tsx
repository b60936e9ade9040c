import type { SimpleRule } from '../../../../shared/alerts/simple-rules.ts';
import { type Subject, simpleShape } from '../../../../shared/alerts/simple-shapes.ts';
import { DurationField } from './DurationField.tsx';
import { NumberText } from './NumberText.tsx';
import css from './rule.module.css';
import { useSubjects } from './use-subjects.ts';

interface SimpleFieldsProps {
  rule: SimpleRule;
  onChange(rule: SimpleRule): void;
}

const NAMES: Record<Subject, [name: string, any: string]> = {
  container: ['Container', 'any container'],
  service: ['Service', 'any service'],
  search: ['Search', 'any recorded search'],
  job: ['Job', 'any job'],
  mountpoint: ['Mount point', 'any file system'],
};

/** The few fields that a simple rule has. */
export function SimpleFields({ rule, onChange }: SimpleFieldsProps) {
  const shape = simpleShape(rule.kind);
  const subjects = useSubjects(shape.subject);
  const set = (given: Partial<SimpleRule>) => onChange({ ...rule, ...given });
  const { threshold, choice } = shape;
  return (
    <>
      {shape.subject === null ? null : (
        <label className={css.row}>
          <span>{NAMES[shape.subject][0]}</span>
          <span className="field">
            <input
              aria-label={NAMES[shape.subject][0]}
              placeholder={NAMES[shape.subject][1]}
              list="rule-subjects"
              autoComplete="off"
              value={rule.subject}
              onChange={({ currentTarget: { value } }) => set({ subject: value })}
            />
          </span>
        </label>
      )}
      <datalist id="rule-subjects">
        {[...new Set(subjects)].map((subject) => (
          <option key={subject} value={subject} />
        ))}
      </datalist>
      {choice === null ? null : (
        <label className={css.row}>
          <span>{choice.label}</span>
          <select
            className="btn"
            aria-label={choice.label}
            value={rule.choice}
            onChange={({ currentTarget: { value } }) => set({ choice: value })}
          >
            {choice.options.some(({ value }) => value === rule.choice) ? null : (
              <option value={rule.choice}>{rule.choice}</option>
            )}
            {choice.options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      {threshold === null ? null : (
        <div className={css.row}>
          <span>{threshold.label}</span>
          <span className={css.withUnit}>
            <span className="field">
              <NumberText
                label="Threshold"
                value={rule.threshold}
                onChange={(value) => set({ threshold: value })}
              />
            </span>
            <span className="t2">{threshold.unit}</span>
          </span>
        </div>
      )}
      {shape.windowMs === null ? null : (
        <DurationField label="within" valueMs={rule.windowMs} onChange={(windowMs) => set({ windowMs })} />
      )}
      <DurationField label="holds for" valueMs={rule.forMs} onChange={(forMs) => set({ forMs })} />
      <label className={css.row}>
        <span>severity</span>
        <span className="field">
          <input
            aria-label="Severity"
            list="severities"
            placeholder="none"
            value={rule.severity}
            onChange={({ currentTarget: { value } }) => set({ severity: value })}
          />
        </span>
      </label>
      <datalist id="severities">
        {['critical', 'warning', 'info'].map((severity) => (
          <option key={severity} value={severity} />
        ))}
      </datalist>
    </>
  );
}
