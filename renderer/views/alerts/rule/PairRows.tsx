import { IconPlus, IconX } from '@tabler/icons-react';
import type { Label } from '../../../../shared/model/series.ts';
import css from './rule.module.css';

interface PairRowsProps {
  /** Of one of them: label, annotation. */
  what: string;
  pairs: Label[];
  /** Offered as the name of the next. */
  names: string[];
  onChange(pairs: Label[]): void;
}

const MOST = 64;

/** Names with their texts, each of them changed in place. */
export function PairRows({ what, pairs, names, onChange }: PairRowsProps) {
  const set = (at: number, pair: Label) => onChange(pairs.map((each, i) => (i === at ? pair : each)));
  const next = names.find((name) => !pairs.some(([own]) => own === name)) ?? '';
  return (
    <fieldset className={css.pairs}>
      <legend>{what}s</legend>
      {pairs.map(([name, text], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names are typed, and may be the same for a while
        <div key={i} className={css.pair}>
          <span className="field">
            <input
              aria-label={`Name of ${what} ${i + 1}`}
              value={name}
              onChange={({ currentTarget: { value } }) => set(i, [value, text])}
            />
          </span>
          <span className="field">
            <input
              aria-label={`Text of ${what} ${name || i + 1}`}
              placeholder={what === 'annotation' ? '{{ $labels.name }} is at {{ $value }}' : ''}
              value={text}
              onChange={({ currentTarget: { value } }) => set(i, [name, value])}
            />
          </span>
          <button
            type="button"
            className="btn icon small quiet"
            aria-label={`Remove ${what} ${name || i + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== i))}
          >
            <IconX size={12} />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn small quiet"
        disabled={pairs.length >= MOST}
        onClick={() => onChange([...pairs, [next, '']])}
      >
        <IconPlus size={12} /> {what}
      </button>
    </fieldset>
  );
}
