import { useElementSize } from '@mantine/hooks';
import { type CSSProperties, useMemo } from 'react';
import { Sparkline } from '../../../components/Sparkline.tsx';
import { softColour } from '../data/colour.ts';
import { panelLines } from '../data/panel-lines.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { type SingleValue, singleValues } from './single-values.ts';

/** Large numbers, one a series, each with its course behind it. */
export function StatPanel({ panel, data, window }: PanelProps) {
  const { ref, width, height } = useElementSize();
  const values = useMemo(
    () => singleValues(panel, panelLines(panel, data.lines, window.endMs)),
    [panel, data.lines, window.endMs],
  );
  const across =
    panel.value.orientation === 'auto' ? width > height : panel.value.orientation !== 'horizontal';
  return (
    <div ref={ref} className={css.stats} data-across={across || undefined}>
      {values.map((value) => (
        <Stat
          key={value.key}
          of={value}
          panel={panel}
          several={values.length > 1}
          width={across ? width / values.length : width}
          height={across ? height : height / values.length}
        />
      ))}
    </div>
  );
}

interface StatProps {
  of: SingleValue;
  panel: PanelProps['panel'];
  several: boolean;
  width: number;
  height: number;
}

const LARGEST = 40;
const SMALLEST = 15;
const SPARK_PX = 34;

function Stat({ of, panel: { value: options }, several, width, height }: StatProps) {
  const { text, prefix, suffix, colour: how } = options;
  const isNamed = text === 'both' || text === 'name' || (text === 'auto' && several);
  const content = `${prefix}${of.shown.value}${of.shown.unit}${suffix}`;
  const spark = options.spark && of.values.length > 1 && height > 76;
  const room = height - (isNamed ? 20 : 0) - (spark ? SPARK_PX : 0);
  const size = Math.max(
    SMALLEST,
    Math.min(LARGEST, room * 0.6, (width - 16) / Math.max(3, content.length * 0.62)),
  );
  // A colour that only tells names apart is for the line; the number keeps the text's own.
  const meant = of.style.colourBy === 'series' ? null : of.colour;
  const style: CSSProperties = {
    ...(how === 'background' && meant ? { background: softColour(meant) } : {}),
    ...(how !== 'none' && meant ? { color: meant } : {}),
  };
  return (
    <div className={css.stat} style={style}>
      {isNamed ? (
        <span className={css.statName} title={of.name}>
          {of.name}
        </span>
      ) : null}
      {text === 'name' || text === 'none' ? null : (
        <span className={css.statValue} style={{ fontSize: size }} title={String(of.value)}>
          {prefix ? <small>{prefix} </small> : null}
          {of.shown.value}
          {of.shown.unit === '' ? null : <small> {of.shown.unit}</small>}
          {suffix ? <small> {suffix}</small> : null}
        </span>
      )}
      {spark && width > 0 ? (
        <span className={css.statSpark}>
          <Sparkline
            values={of.values}
            colour={meant ?? 'var(--accent)'}
            width={Math.floor(width)}
            height={SPARK_PX}
            least={0}
            area
          />
        </span>
      ) : null}
    </div>
  );
}
