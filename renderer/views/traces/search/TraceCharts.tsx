import { IconAlertCircle, IconDelta, IconHourglassHigh } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { count } from '../../../../shared/model/format.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { DurationHistogram } from './DurationHistogram.tsx';
import { durationHistogram, quantile } from './duration-histogram.ts';
import { logScale } from './scatter-scale.ts';
import css from './search.module.css';
import { ALL, type Selection, selectedPoints } from './selection.ts';
import { TraceScatter } from './TraceScatter.tsx';
import type { TraceSearch } from './use-trace-search.ts';

interface TraceChartsProps {
  points: TracePoints;
  search: TraceSearch;
  selection: Selection | null;
  difference: boolean;
  onSelect(selection: Selection | null, explain?: boolean): void;
  onDifference(open: boolean): void;
  onOpen(traceId: string): void;
}

/** Duration over time and the histogram of durations, on one scale and with one selection. */
export function TraceCharts(props: TraceChartsProps) {
  const { points, search, selection, onSelect, onOpen } = props;
  const marks = useEventMarks(search.window);
  const scale = useMemo(() => logScale(points.durationNano), [points]);
  const inside = useMemo(() => (selection ? selectedPoints(points, selection) : []), [points, selection]);
  const selected = useMemo(() => flags(points.traceIds.length, inside), [points, inside]);
  const bins = useMemo(() => durationHistogram(points, inside), [points, inside]);
  const [p50, p95] = useMemo(
    () => [0.5, 0.95].map((share) => quantile(points.durationNano, share)),
    [points],
  );
  const errors = points.errorCounts.reduce((sum, failing) => sum + (failing > 0 ? 1 : 0), 0);
  const picked =
    selection && selection.minNano !== null
      ? { minNano: selection.minNano, maxNano: selection.maxNano ?? scale.maxNano }
      : null;
  return (
    <div className={css.charts}>
      <section>
        <div className="pane-head">
          <h2>Duration over time</h2>
          <ChartTools {...props} errors={errors} p95={p95 ?? null} />
          <span className="grow" />
          <span className={`${css.legend} ${css.wideOnly}`}>
            <span style={{ '--c': 'var(--chart-neutral)' } as React.CSSProperties}>
              ok {count(points.traceIds.length - errors)}
            </span>
            <span className={css.errorLegend}>error {count(errors)}</span>
            {selection && (
              <span style={{ '--c': 'var(--accent)' } as React.CSSProperties}>
                selected {count(inside.length)}
              </span>
            )}
          </span>
        </div>
        <TraceScatter
          points={points}
          window={search.window}
          scale={scale}
          selection={selection}
          selected={selected}
          marks={marks}
          onSelect={onSelect}
          onOpen={onOpen}
        />
      </section>
      <section>
        <div className="pane-head">
          <h2>Durations</h2>
          <span className="grow" />
          <span className="sub">
            {points.truncated ? `newest ${count(points.traceIds.length)}` : 'traces'}
          </span>
        </div>
        <DurationHistogram
          bins={bins}
          scale={scale}
          p50={p50 ?? null}
          p95={p95 ?? null}
          picked={picked}
          onPick={(minNano, maxNano) => onSelect({ ...ALL, minNano, maxNano })}
        />
      </section>
    </div>
  );
}

function flags(length: number, places: number[]): Uint8Array {
  const all = new Uint8Array(length);
  for (const place of places) all[place] = 1;
  return all;
}

interface ChartToolsProps extends TraceChartsProps {
  errors: number;
  p95: number | null;
}

/** Without a selection: what is most often asked about. With one: what is different about it. */
function ChartTools(props: ChartToolsProps) {
  const { search, selection, difference, errors, p95, onSelect, onDifference } = props;
  if (!selection)
    return (
      <>
        <span className="sub wide-only">log scale, drag to select</span>
        {errors > 0 && (
          <button
            type="button"
            className="btn small"
            title="What is different about the failing traces"
            onClick={() => onSelect({ ...ALL, errorsOnly: true }, true)}
          >
            <IconAlertCircle size={12} /> Errors
          </button>
        )}
        {p95 !== null && (
          <button
            type="button"
            className="btn small"
            title="What is different about the slowest 5 %"
            onClick={() => onSelect({ ...ALL, minNano: p95 }, true)}
          >
            <IconHourglassHigh size={12} /> Slowest 5 %
          </button>
        )}
      </>
    );
  const { startMs, endMs } = selection;
  return (
    <>
      <button
        type="button"
        className={`btn small ${difference ? '' : 'primary'}`}
        aria-pressed={difference}
        onClick={() => onDifference(!difference)}
      >
        <IconDelta size={12} /> What is different <KeyHint keys="d" />
      </button>
      {startMs !== null && endMs !== null && (
        <button type="button" className="btn small wide-only" onClick={() => search.zoom(startMs, endMs)}>
          Zoom to it
        </button>
      )}
      <button type="button" className="btn small quiet" onClick={() => onSelect(null)}>
        Clear
      </button>
    </>
  );
}
