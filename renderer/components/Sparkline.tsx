import { memo } from 'react';
import { sparkArea, sparkMax, sparkPath } from './spark-path.ts';

interface SparklineProps {
  values: ArrayLike<number>;
  colour: string;
  width?: number;
  height?: number;
  /** The scale's top is the largest value, but at least this. */
  least?: number;
  area?: boolean;
  /** Places from 0 to 1 of what must be seen, an OOM kill say. */
  marks?: number[];
}

/** A word-sized line. Decoration beside its number, so hidden from readers of the screen's text. */
export const Sparkline = memo(function Sparkline({
  values,
  colour,
  width = 72,
  height = 18,
  least = 1,
  area = false,
  marks = [],
}: SparklineProps) {
  const max = sparkMax(values, least);
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ flex: 'none' }}>
      {area ? <path d={sparkArea(values, width, height, max)} fill={colour} fillOpacity={0.18} /> : null}
      <path
        d={sparkPath(values, width, height, max)}
        fill="none"
        stroke={colour}
        strokeWidth={1.3}
        strokeLinejoin="round"
      />
      {marks.map((mark) => (
        <line key={mark} x1={mark * width} x2={mark * width} y1={0} y2={height} stroke="var(--err)" />
      ))}
    </svg>
  );
});
