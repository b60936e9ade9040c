import { IconAlertTriangle, IconBolt, IconClock, IconRepeat, IconTarget } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCall } from '../../../../connection/use-call.ts';
import type { TraceModel } from '../model/trace-model.ts';
import css from './answers.module.css';
import { type Answer, answersOf } from './answers.ts';

interface AnswerBarProps {
  model: TraceModel;
  selected: number | null;
  onPick(span: number): void;
}

const FIRST = 5;
const MOST = 60;

const icons = {
  cause: IconTarget,
  high: IconBolt,
  medium: IconAlertTriangle,
  unusual: IconClock,
  repeats: IconRepeat,
} as const;

/** What is worth looking at in this trace; each entry leads to its span. */
export function AnswerBar({ model, selected, onPick }: AnswerBarProps) {
  const [all, setAll] = useState(false);
  const { data } = useCall(
    'traces.baseline',
    { traceId: model.detail.summary.traceId },
    { staleMs: 60_000, keep: false },
  );
  const answers = useMemo(() => answersOf(model, data ?? []), [model, data]);
  if (answers.length === 0) return null;
  const shown = answers.slice(0, all ? MOST : FIRST);
  return (
    <section className={css.answers} data-all={all} aria-label="What stands out">
      <div className={css.list}>
        {shown.map((answer) => (
          <AnswerChip
            key={`${answer.kind}${answer.span}`}
            answer={answer}
            name={model.detail.names[model.detail.name[answer.span]!] ?? ''}
            pressed={answer.span === selected}
            onPick={onPick}
          />
        ))}
      </div>
      {answers.length > FIRST && (
        <button
          type="button"
          className={`btn quiet small ${css.more}`}
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? 'Fewer' : `${answers.length - FIRST} more`}
        </button>
      )}
    </section>
  );
}

interface ChipProps {
  answer: Answer;
  name: string;
  pressed: boolean;
  onPick(span: number): void;
}

function AnswerChip({ answer: { kind, span, head, tail, why }, name, pressed, onPick }: ChipProps) {
  const Icon = icons[kind];
  return (
    <button
      type="button"
      className={css.chip}
      data-kind={kind}
      aria-pressed={pressed}
      title={why}
      onClick={() => onPick(span)}
    >
      <Icon size={13} aria-hidden="true" />
      <b>{head}</b>
      <span className={css.name}>{name}</span>
      <span className={css.tail}>{tail}</span>
    </button>
  );
}
