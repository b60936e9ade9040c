import { IconHistory } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { count } from '../../../shared/model/format.ts';
import type { Candidate } from './language.ts';
import css from './query.module.css';

interface CandidateListProps {
  id: string;
  /** Former queries, above the candidates. */
  past: string[];
  fitting: Candidate[];
  active: number;
  onChoose(index: number): void;
}

/** What may come next, each with the number of spans or records that have it. */
export function CandidateList({ id, past, fitting, active, onChoose }: CandidateListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active >= 0)
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const option = (index: number, content: React.ReactNode) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the input, which owns the list
    <div
      key={index}
      id={`${id}-${index}`}
      role="option"
      aria-selected={index === active}
      className={css.option}
      // The line must not lose the focus before the click is told.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(index)}
    >
      {content}
    </div>
  );
  return (
    <div ref={list} id={`${id}-list`} className={css.list} role="listbox" aria-label="Completions">
      {past.map((query, i) =>
        option(
          i,
          <>
            <IconHistory size={12} aria-hidden="true" />
            <span className="mono cut">{query}</span>
            <span className={css.about}>searched before</span>
          </>,
        ),
      )}
      {fitting.map((candidate, i) =>
        option(
          past.length + i,
          <>
            <span className="mono cut">{candidate.label}</span>
            <span className={css.about}>{candidate.about}</span>
            {candidate.count !== null && <span className={css.count}>{count(candidate.count)}</span>}
          </>,
        ),
      )}
    </div>
  );
}
