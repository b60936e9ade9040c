import { IconMinus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { count } from '../../../../shared/model/format.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import log from '../../../components/log/log.module.css';
import { Name } from '../../../components/Name.tsx';
import type { Choosing } from '../query/field-choice.ts';
import type { FieldGroup } from './field-groups.ts';
import css from './fields.module.css';

interface FieldValueProps {
  group: FieldGroup;
  value: string;
  /** Null when the result has none. */
  records: number | null;
  /** Of the most frequent value, 0 to 1. */
  part: number;
  state: Choosing | null;
  onChoose(how: Choosing): void;
}

const SHOWN = 200;

/** One value with its count: a click takes it, Alt, minus or the sign behind it leaves it out. */
export function FieldValue({ group, value, records, part, state, onChoose }: FieldValueProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'without';
  }, [state]);
  const text = stripAnsi(value.slice(0, SHOWN));
  return (
    <div className={css.value} data-state={state ?? undefined}>
      <label title={`${text}: click to take it, Alt-click to leave it out`}>
        <input
          ref={box}
          type="checkbox"
          data-stop
          checked={state === 'only'}
          aria-label={`${group.key} ${text === '' ? 'empty' : text}`}
          onChange={(event) => onChoose((event.nativeEvent as MouseEvent).altKey ? 'without' : 'only')}
          onKeyDown={(event) => {
            if (event.key !== '-' && event.key !== 'Enter') return;
            event.preventDefault();
            onChoose(event.key === '-' ? 'without' : 'only');
          }}
        />
        <span className="cut grow">
          <ValueText group={group} text={text} />
        </span>
        <span className={css.count}>
          {state === 'without' ? 'hidden' : records === null ? '0' : count(records)}
        </span>
      </label>
      <button
        type="button"
        tabIndex={-1}
        className={css.minus}
        title="Leave it out (-)"
        aria-label={`Leave out ${group.key} ${text}`}
        onClick={() => onChoose('without')}
      >
        <IconMinus size={12} />
      </button>
      <i className={css.bar} style={{ width: `${part * 100}%` }} aria-hidden="true" />
    </div>
  );
}

function ValueText({ group: { kind }, text }: { group: FieldGroup; text: string }) {
  if (kind === 'level') {
    return (
      <span className={log.level} data-level={text}>
        {text}
      </span>
    );
  }
  if (kind === 'name') return <Name name={text} />;
  return text === '' ? <span className="t3">(empty)</span> : text;
}
