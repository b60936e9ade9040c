import { useRef } from 'react';
import { duration, quantityText } from '../../../shared/model/format.ts';
import { useSize } from '../../components/use-size.ts';
import type { DurationBin } from './duration-histogram.ts';
import { type LogScale, toShare } from './scatter-scale.ts';
import css from './traces.module.css';

interface DurationHistogramProps {
  bins: DurationBin[];
  scale: LogScale;
  p50: number | null;
  p95: number | null;
  /** Nanoseconds of a picked bin. */
  onPick(minNano: number, maxNano: number): void;
}

const TOP = 8;
const BOTTOM = 20;

/** How many traces took how long, on the scatter's own vertical axis. */
export function DurationHistogram({ bins, scale, p50, p95, onPick }: DurationHistogramProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const inner = Math.max(1, height - TOP - BOTTOM);
  const most = Math.max(1, ...bins.map(({ ok, errors }) => ok + errors));
  const y = (nano: number) => TOP + (1 - toShare(scale, nano)) * inner;
  const length = (traces: number) => (traces / most) * Math.max(1, width - 16);
  return (
    <div ref={holder} className={css.histogram}>
      <svg width={width} height={height} role="img" aria-label="Durations">
        {bins.map(({ from, to, ok, errors }) => {
          const top = y(to) + 0.5;
          const thick = Math.max(1, y(from) - y(to) - 1);
          return (
            <g key={from} className={css.bin} onClick={() => onPick(from, to)}>
              <title>{`${quantityText(duration(from))} to ${quantityText(duration(to))}: ${ok + errors} traces, ${errors} with errors`}</title>
              <rect className={css.binHit} x={0} y={top} width={width} height={thick} />
              <rect className={css.binOk} x={8} y={top} width={length(ok)} height={thick} />
              <rect
                className={css.binError}
                x={8 + length(ok)}
                y={top}
                width={length(errors)}
                height={thick}
              />
            </g>
          );
        })}
        {(
          [
            ['p50', p50],
            ['p95', p95],
          ] as const
        ).map(
          ([name, nano]) =>
            nano !== null && (
              <g key={name} className={css.quantile}>
                <line x1={0} x2={width} y1={y(nano)} y2={y(nano)} />
                <text x={width - 6} y={y(nano) - 4} textAnchor="end">
                  {name} {quantityText(duration(nano))}
                </text>
              </g>
            ),
        )}
        <text x={8} y={height - 5}>
          0
        </text>
        <text x={width - 6} y={height - 5} textAnchor="end">
          {most}
        </text>
      </svg>
    </div>
  );
}
