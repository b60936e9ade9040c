import { useElementSize } from '@mantine/hooks';
import type { ChartSpan } from '../../../charts/chart-spans.ts';
import { type Margins, xAt } from '../../../charts/scale.ts';
import { exactText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { bandParts } from './band-parts.ts';
import css from './page.module.css';

interface StateBandProps {
  window: TimeWindow;
  spans: readonly ChartSpan[];
  margins: Margins;
}

const LEAST_TEXT_PX = 52;

/** Inactive, pending, firing: one band below the chart, on the same axis. */
export function StateBand({ window, spans, margins }: StateBandProps) {
  const { ref, width } = useElementSize();
  const zone = useZone();
  const parts = bandParts(spans, window);
  const x = (timeMs: number) => xAt(timeMs, window, width, margins);
  const words = parts.map(
    ({ state, startMs, endMs }) => `${state} from ${exactText(startMs, zone)} to ${exactText(endMs, zone)}`,
  );
  return (
    <div ref={ref} className={css.band} role="img" aria-label={`States: ${words.join('; ')}`}>
      <span className={css.bandLabel}>state</span>
      {width === 0
        ? null
        : parts.map(({ state, startMs, endMs }, i) => (
            <span
              key={startMs}
              className={css.state}
              data-state={state}
              title={words[i]}
              style={{ left: x(startMs), width: Math.max(1, x(endMs) - x(startMs) - 1) }}
            >
              {x(endMs) - x(startMs) >= LEAST_TEXT_PX ? state : ''}
            </span>
          ))}
    </div>
  );
}
