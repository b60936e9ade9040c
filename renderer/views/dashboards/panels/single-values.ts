import { reduceValues } from '../../../../shared/dashboards/calc.ts';
import { type Shown, shownValue, thresholdValue } from '../../../../shared/dashboards/field-style.ts';
import type { FieldStyle, Panel } from '../../../../shared/dashboards/model.ts';
import { seriesColours } from '../../../charts/series-colours.ts';
import { cssColour } from '../data/colour.ts';
import type { StyledLine } from '../data/panel-lines.ts';

/** One number of a series, as it is shown. */
export interface SingleValue {
  key: string;
  name: string;
  value: number;
  shown: Shown;
  /** A CSS colour; null is the text's own. */
  colour: string | null;
  style: FieldStyle;
  /** For the small line behind it. */
  values: Float64Array;
  /** 0 to 1: where it stands between the ends of the scale; null without ends. */
  share: number;
  min: number;
  max: number;
}

const MOST = 100;

/** The numbers of a stat, gauge or bar panel. */
export function singleValues({ value: { calc } }: Panel, lines: StyledLine[]): SingleValue[] {
  const colours = seriesColours(lines.map(({ shown }) => shown));
  const values = lines.map(({ values: own }) => reduceValues(own, calc));
  const most = values.reduce((top, value) => (Number.isNaN(value) ? top : Math.max(top, value)), 0);
  return lines.slice(0, MOST).map(({ query, shown: name, style, values: own }, i): SingleValue => {
    const value = values[i] as number;
    const shown = shownValue(value, style);
    const [min, max] = endsOf(style, most);
    return {
      key: `${query} ${i}`,
      name,
      value,
      shown,
      colour: colourOf(style, shown, colours[i] as string),
      style,
      values: own,
      share: Number.isNaN(value) ? 0 : Math.min(Math.max((value - min) / (max - min || 1), 0), 1),
      min,
      max,
    };
  });
}

function colourOf(style: FieldStyle, { colour }: Shown, ofName: string): string | null {
  const mapped = cssColour(colour);
  if (mapped) return mapped;
  if (style.colourBy === 'fixed') return cssColour(style.colour);
  return style.colourBy === 'series' ? ofName : null;
}

/** The ends of the scale: as given, else from zero to the largest, for percentages to their whole. */
function endsOf({ min, max, unit }: FieldStyle, most: number): [number, number] {
  const whole = unit === 'percent' ? 100 : unit === 'percentunit' ? 1 : most;
  const low = min ?? 0;
  const high = max ?? Math.max(whole, most);
  return [low, high > low ? high : low + 1];
}

/** The thresholds as parts of a scale, from 0 to 1, with the colour from there on. */
export function scaleParts(
  { thresholds }: FieldStyle,
  min: number,
  max: number,
): { from: number; to: number; colour: string }[] {
  const at = (value: number | null) =>
    value === null
      ? 0
      : Math.min(Math.max((thresholdValue(value, thresholds, min, max) - min) / (max - min), 0), 1);
  return thresholds.steps.map(({ value, colour }, i) => ({
    from: at(value),
    to: i + 1 < thresholds.steps.length ? at(thresholds.steps[i + 1]?.value ?? null) : 1,
    colour: cssColour(colour) ?? 'var(--b3)',
  }));
}
