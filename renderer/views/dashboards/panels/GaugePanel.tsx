import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { panelLines } from '../data/panel-lines.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { type SingleValue, scaleParts, singleValues } from './single-values.ts';

/** A value on a round scale, its thresholds along the rim. */
export function GaugePanel({ panel, data, window }: PanelProps) {
  const { ref, width, height } = useElementSize();
  const values = useMemo(
    () => singleValues(panel, panelLines(panel, data.lines, window.endMs)),
    [panel, data.lines, window.endMs],
  );
  const columns = Math.max(
    1,
    Math.min(values.length, Math.round(Math.sqrt((values.length * width) / Math.max(1, height)))),
  );
  const lines = Math.ceil(values.length / columns);
  const size = Math.max(40, Math.min(width / columns - 8, (height / Math.max(1, lines)) * 1.25 - 8));
  return (
    <div ref={ref} className={css.gauges} style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
      {values.map((value) => (
        <Gauge
          key={value.key}
          of={value}
          size={size}
          named={values.length > 1 || panel.value.text === 'both'}
        />
      ))}
    </div>
  );
}

/** Degrees that the scale begins and ends at, from straight up. */
const SWEEP = 125;

function Gauge({ of, size, named }: { of: SingleValue; size: number; named: boolean }) {
  const width = Math.max(5, size * 0.09);
  const radius = size / 2 - 4 - width * 0.6;
  const parts = scaleParts(of.style, of.min, of.max);
  const end = -SWEEP + of.share * 2 * SWEEP;
  const text = `${of.shown.value}${of.shown.unit === '' ? '' : ` ${of.shown.unit}`}`;
  return (
    <div className={css.gauge}>
      <svg
        width={size}
        height={size * 0.8}
        viewBox={`0 0 ${size} ${size * 0.8}`}
        role="img"
        aria-label={`${of.name}: ${text}`}
      >
        <path
          d={arc(size, radius - width * 0.2, -SWEEP, SWEEP)}
          fill="none"
          stroke="var(--s4)"
          strokeWidth={width}
        />
        {of.share > 0 ? (
          <path
            d={arc(size, radius - width * 0.2, -SWEEP, end)}
            fill="none"
            stroke={of.colour ?? 'var(--accent)'}
            strokeWidth={width}
          />
        ) : null}
        {parts.map(({ from, to, colour }) => (
          <path
            key={from}
            d={arc(size, radius + width * 0.55, -SWEEP + from * 2 * SWEEP, -SWEEP + to * 2 * SWEEP)}
            fill="none"
            stroke={colour}
            strokeWidth={3}
          />
        ))}
        <text
          x={size / 2}
          y={size * 0.56}
          textAnchor="middle"
          fill={(of.style.colourBy === 'series' ? null : of.colour) ?? 'var(--t1)'}
          fontSize={Math.max(12, Math.min(size * 0.15, (size * 0.95) / Math.max(4, text.length)))}
          fontWeight={600}
        >
          {text}
        </text>
      </svg>
      {named ? (
        <span className={css.statName} title={of.name}>
          {of.name}
        </span>
      ) : null}
    </div>
  );
}

function arc(size: number, radius: number, fromDegrees: number, toDegrees: number): string {
  const point = (degrees: number) => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(size / 2 + radius * Math.cos(angle)).toFixed(2)} ${(size / 2 + radius * Math.sin(angle)).toFixed(2)}`;
  };
  const far = toDegrees - fromDegrees > 180 ? 1 : 0;
  return `M${point(fromDegrees)}A${radius.toFixed(2)} ${radius.toFixed(2)} 0 ${far} 1 ${point(toDegrees)}`;
}
