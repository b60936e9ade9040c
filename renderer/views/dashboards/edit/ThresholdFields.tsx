import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Thresholds } from '../../../../shared/dashboards/model.ts';
import { colourNames } from '../data/colour.ts';
import css from '../page/page.module.css';

interface ThresholdFieldsProps {
  thresholds: Thresholds;
  onChange(thresholds: Thresholds): void;
}

/** Steps from the lowest up; the first has no value, for it begins where the scale does. */
export function ThresholdFields({ thresholds, onChange }: ThresholdFieldsProps) {
  const { steps } = thresholds;
  const put = (at: number, given: Partial<Thresholds['steps'][number]>) =>
    onChange({ ...thresholds, steps: steps.map((step, i) => (i === at ? { ...step, ...given } : step)) });
  const last = steps.at(-1)?.value ?? 0;
  return (
    <div role="group" aria-label="Thresholds">
      <h4>Thresholds</h4>
      {steps.map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place; its value is being typed
        <div key={i} className={css.queryLine}>
          {step.value === null ? (
            <span className="t3">from below</span>
          ) : (
            <label className="field">
              <input
                type="number"
                aria-label={`Threshold ${i}`}
                size={8}
                value={step.value}
                onChange={(event) => put(i, { value: event.currentTarget.valueAsNumber || 0 })}
              />
            </label>
          )}
          <select
            className="field"
            aria-label={`Colour of threshold ${i}`}
            value={step.colour}
            onChange={(event) => put(i, { colour: event.currentTarget.value })}
          >
            {[...new Set([...colourNames, step.colour])].map((name) => (
              <option key={name} value={name}>
                {name || 'none'}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="btn quiet icon small"
            aria-label={`Remove threshold ${i}`}
            onClick={() => onChange({ ...thresholds, steps: steps.filter((_, at) => at !== i) })}
          >
            <IconTrash size={13} />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn small quiet"
        onClick={() =>
          onChange({
            ...thresholds,
            steps: [
              ...steps,
              steps.length === 0 ? { value: null, colour: 'green' } : { value: last + 1, colour: 'red' },
            ],
          })
        }
      >
        <IconPlus size={13} /> Add threshold
      </button>
    </div>
  );
}
