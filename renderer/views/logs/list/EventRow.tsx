import { type EventMark, markShape } from '../../../charts/event-marks.ts';
import { Name } from '../../../components/Name.tsx';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { milliText, type Zone } from '../../../time/clock-text.ts';
import css from './list.module.css';

interface EventRowProps {
  mark: EventMark;
  index: number;
  top: number;
  measure: ((element: Element | null) => void) | null;
  zone: Zone;
}

/** What happened to a container, between its lines. */
export function EventRow({ mark, index, top, measure, zone }: EventRowProps) {
  return (
    <div
      ref={measure ?? undefined}
      data-index={index}
      data-event={mark.kind}
      className={`${css.line} ${css.event}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className={css.time}>{milliText(mark.timeMs, zone)}</span>
      <span className={css.eventIcon}>
        <StateIcon shape={markShape[mark.kind]} />
      </span>
      <span className={css.eventText}>
        <Name name={mark.name} /> <b>{mark.text}</b>
      </span>
    </div>
  );
}
