import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Label } from '../../../shared/model/series.ts';
import { Field } from './Field.tsx';
import css from './settings.module.css';

interface ExternalLabelsProps {
  labels: Label[];
  fixed: string | undefined;
  onChange(labels: Label[]): void;
}

const MOST_LABELS = 64;
const isName = (name: string) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);

/** Labels that every alert gets on its way out, as external_labels of a prometheus.yml. */
export function ExternalLabels({ labels, fixed, onChange }: ExternalLabelsProps) {
  const [draft, setDraft] = useState({ name: '', value: '' });
  const name = draft.name.trim();
  const canAdd =
    isName(name) &&
    draft.value !== '' &&
    labels.length < MOST_LABELS &&
    labels.every(([other]) => other !== name);
  return (
    <>
      {labels.map(([label, value]) => (
        <Field key={label} name="External label" fixedBy={fixed}>
          <span className={`mono ${css.anywhere}`}>
            {label}={JSON.stringify(value)}
          </span>{' '}
          {fixed === undefined && (
            <button
              type="button"
              className="btn quiet icon small"
              aria-label={`Remove the external label ${label}`}
              onClick={() => onChange(labels.filter(([other]) => other !== label))}
            >
              <IconTrash size={14} />
            </button>
          )}
        </Field>
      ))}
      {fixed === undefined && (
        <Field name="Another external label">
          <form
            className={css.buttons}
            onSubmit={(event) => {
              event.preventDefault();
              if (!canAdd) return;
              onChange([...labels, [name, draft.value]]);
              setDraft({ name: '', value: '' });
            }}
          >
            <input
              className={css.prefix}
              aria-label="Name of an external label"
              aria-invalid={name !== '' && !isName(name)}
              placeholder="env"
              maxLength={200}
              spellCheck={false}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
            <input
              className={css.prefix}
              aria-label="Value of an external label"
              placeholder="laptop"
              maxLength={4096}
              spellCheck={false}
              value={draft.value}
              onChange={(event) => setDraft({ ...draft, value: event.target.value })}
            />
            <button type="submit" className="btn small" disabled={!canAdd}>
              Add
            </button>
          </form>
        </Field>
      )}
    </>
  );
}
