import { type PointerEvent, useRef, useState } from 'react';
import { count } from '../../../../shared/model/format.ts';
import { useSize } from '../../../components/use-size.ts';
import { durationText } from '../figures.ts';
import type { DurationBin } from './duration-histogram.ts';
import { PLOT } from './plot-frame.ts';
import { fromShare, type LogScale, toShare } from './scatter-scale.ts';
import css from './search.module.css';

interface DurationHistogramProps {
  bins: DurationBin[];
  scale: LogScale;
  p50: number | null;
  p95: number | null;
  /** Chosen durations; null for none. */
  picked: { minNano: number; maxNano: number } | null;
  onPick(minNano: number, maxNano: number): void;
}

const LEFT = 8;
const CLICK_PX = 4;

/** How many traces took how long, on the scatter's own scale; drag or click a bar to select. */
export function DurationHistogram({ bins, scale, p50, p95, picked, onPick }: DurationHistogramProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const inner = Math.max(1, height - PLOT.top - PLOT.bottom);
  const most = Math.max(1, ...bins.map(({ ok, errors }) => ok + errors));
  const y = (nano: number) => PLOT.top + (1 - toShare(scale, nano)) * inner;
  const nano = (place: number) => fromShare(scale, 1 - Math.min(1, Math.max(0, (place - PLOT.top) / inner)));
  const at = (event: PointerEvent) => event.clientY - (holder.current?.getBoundingClientRect().top ?? 0);
  function finish(event: PointerEvent): void {
    if (!drag) return;
    setDrag(null);
    const to = at(event);
    if (Math.abs(to - drag.from) > CLICK_PX)
      onPick(nano(Math.max(drag.from, to)), nano(Math.min(drag.from, to)));
    else {
      const bin = bins.find((each) => nano(to) >= each.from && nano(to) < each.to);
      if (bin) onPick(bin.from, bin.to);
    }
  }
  const band = drag
    ? { minNano: nano(Math.max(drag.from, drag.to)), maxNano: nano(Math.min(drag.from, drag.to)) }
    : picked;
  return (
    <div
      ref={holder}
      className={css.histogram}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: at(event), to: at(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: at(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      <svg width={width} height={height} role="img" aria-label="Durations">
        {band && (
          <rect
            className={css.selection}
            x={0}
            width={width}
            y={y(band.maxNano)}
            height={Math.max(1, y(band.minNano) - y(band.maxNano))}
          />
        )}
        {bins.map((bin) => (
          <Bin
            key={bin.from}
            bin={bin}
            top={y(bin.to) + 0.5}
            thick={Math.max(1, y(bin.from) - y(bin.to) - 1)}
            width={width}
            length={(traces) => (traces / most) * Math.max(1, width - 2 * LEFT)}
          />
        ))}
        <Quantile name="p50" nano={p50} y={y} width={width} />
        <Quantile name="p95" nano={p95} y={y} width={width} />
        <text x={LEFT} y={height - 5}>
          0
        </text>
        <text x={width - 6} y={height - 5} textAnchor="end">
          {count(most)}
        </text>
      </svg>
    </div>
  );
}

interface BinProps {
  bin: DurationBin;
  top: number;
  thick: number;
  width: number;
  length(traces: number): number;
}

/** Ok, then errors; what is selected of the former lies over it from the left. */
function Bin({ bin: { from, to, ok, errors, selected }, top, thick, width, length }: BinProps) {
  const place = { y: top, height: thick };
  return (
    <g className={css.bin}>
      <title>{`${durationText(from)} to ${durationText(to)}: ${count(ok + errors)} traces, ${count(errors)} with errors`}</title>
      <rect className={css.binHit} x={0} width={width} {...place} />
      <rect className={css.binOk} x={LEFT} width={length(ok)} {...place} />
      <rect className={css.binError} x={LEFT + length(ok)} width={length(errors)} {...place} />
      {selected > 0 && (
        <rect className={css.binSelected} x={LEFT} width={Math.max(1, length(selected))} {...place} />
      )}
    </g>
  );
}

interface QuantileProps {
  name: string;
  nano: number | null;
  y(nano: number): number;
  width: number;
}

function Quantile({ name, nano, y, width }: QuantileProps) {
  if (nano === null) return null;
  return (
    <g className={css.quantile}>
      <line x1={0} x2={width} y1={y(nano)} y2={y(nano)} />
      <text x={width - 6} y={y(nano) - 4} textAnchor="end">
        {name} {durationText(nano)}
      </text>
    </g>
  );
}
