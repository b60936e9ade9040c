import { useMemo } from 'react';
import { durationWords } from '../../../../shared/model/format.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { secondText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import css from './patterns.module.css';
import { agoChoices, startChoices } from './since-choice.ts';

interface SinceMenuProps {
  value: string;
  onChange(value: string): void;
  window: TimeWindow;
  entities: string[] | undefined;
}

const DAY_MS = 86_400_000;

/** What counts as new: since the range's start, a time before its end, or a start or deploy of a container. */
export function SinceMenu({ value, onChange, window, entities }: SinceMenuProps) {
  const zone = useZone();
  // What was deployed a little before the range is often what one looks for in it.
  const around = useMemo(
    () => ({ startMs: Math.min(window.startMs, window.endMs - DAY_MS), endMs: window.endMs }),
    [window.startMs, window.endMs],
  );
  const starts = startChoices(useEventMarks(around, entities));
  const known =
    value === '' || value.startsWith('ago:') || starts.some(({ timeMs }) => String(timeMs) === value);
  return (
    <label className={css.choice}>
      <span className="t3">new since</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">the range's start</option>
        <optgroup label="Time">
          {agoChoices(window).map((ms) => (
            <option key={ms} value={`ago:${ms}`}>
              {durationWords(ms)} before its end
            </option>
          ))}
          {!known && <option value={value}>{secondText(Number(value), zone)}</option>}
        </optgroup>
        {starts.length > 0 && (
          <optgroup label="Starts and deploys">
            {starts.map(({ timeMs, what }) => (
              <option key={`${timeMs} ${what}`} value={String(timeMs)}>
                {what}, {secondText(timeMs, zone)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}
