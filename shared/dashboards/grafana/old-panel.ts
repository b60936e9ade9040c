import type { Calc } from '../calc.ts';
import {
  type FieldStyle,
  type Panel,
  type StyleOverride,
  standardStyle,
  type Thresholds,
  type ValueMapping,
} from '../model.ts';
import { hueOf, seriesColour } from './colours.ts';
import { cut, flag, type Loose, list, num, obj, objects, str, strings, whole, words } from './loose.ts';
import type { Note } from './notes.ts';
import { mappingsOf, plainPattern, SECOND_AXIS } from './style.ts';
import { calcOf } from './transformations.ts';

type Style = Partial<FieldStyle>;

/** What Grafana's `graph` kept beside the queries, until version 7. */
export function graphParts(panel: Panel, old: Loose, note: Note): Partial<Panel> {
  const [left = {}, right = {}] = objects(old.yaxes);
  const lines = old.lines !== false;
  const style: FieldStyle = {
    ...panel.style,
    unit: panel.style.unit || cut(str(left.format) || strings(old.y_formats)[0] || '', 64),
    min: num(left.min) ?? num(obj(old.grid).leftMin),
    max: num(left.max) ?? num(obj(old.grid).leftMax),
    decimals: whole(left.decimals ?? old.decimals, 0, 20),
    axisLabel: cut(str(left.label), 256),
    scale: (num(left.logBase) ?? 1) > 1 ? 'log' : 'linear',
    draw: flag(old.bars) ? 'bars' : lines ? 'line' : 'points',
    fill: lines ? Math.min((num(old.fill) ?? 1) * 10, 100) : 0,
    lineWidth: Math.min(num(old.linewidth) ?? 1, 10),
    points: flag(old.points),
    stack: flag(old.stack) ? (flag(old.percentage) ? 'percent' : 'normal') : 'none',
    connectGaps: old.nullPointMode === 'connected',
    interpolation: flag(old.steppedLine) ? 'stepAfter' : 'linear',
    thresholds: graphThresholds(old.thresholds),
    showThresholds: list(old.thresholds).length > 0 ? 'line' : 'off',
  };
  if (old.nullPointMode === 'null as zero') note('gaps were drawn as zero; they are gaps here');
  return {
    style,
    overrides: [...aliasColours(old), ...seriesOverrides(old, right, note), ...panel.overrides],
    legend: oldLegend(obj(old.legend)),
  };
}

function graphThresholds(value: unknown): Thresholds {
  const steps = objects(value).flatMap(({ value: at, colorMode, lineColor, fillColor }) => {
    const read = num(at);
    const named: Record<string, string> = { critical: 'red', warning: 'orange', ok: 'green' };
    const colour = named[str(colorMode)] ?? (hueOf(str(lineColor) || str(fillColor)) || 'red');
    return read === null ? [] : [{ value: read, colour }];
  });
  const ascending = steps.sort((a, b) => a.value - b.value);
  return { mode: 'absolute', steps: ascending.length > 0 ? [{ value: null, colour: '' }, ...ascending] : [] };
}

function aliasColours(old: Loose): StyleOverride[] {
  return Object.entries(obj(old.aliasColors)).flatMap(([match, colour]) =>
    str(colour) === ''
      ? []
      : [
          {
            by: 'name' as const,
            match: cut(match, 1024),
            set: { colourBy: 'fixed', colour: seriesColour(str(colour)) } as Style,
          },
        ],
  );
}

function seriesOverrides(old: Loose, right: Loose, note: Note): StyleOverride[] {
  return objects(old.seriesOverrides).flatMap((override): StyleOverride[] => {
    const alias = str(override.alias);
    if (alias === '') return [];
    const isPattern = alias.startsWith('/');
    const set = overrideSet(override, right, note);
    if (Object.keys(set).length === 0) return [];
    return [
      { by: isPattern ? 'regex' : 'name', match: cut(isPattern ? plainPattern(alias) : alias, 1024), set },
    ];
  });
}

const OVERRIDE_LOOKS = new Set([
  'alias',
  '$$hashKey',
  'legend',
  'zindex',
  'nullPointMode',
  'pointradius',
  'hiddenSeries',
  'hideTooltip',
  'dashLength',
  'spaceLength',
  'fillGradient',
  'sortLevel',
]);

function overrideSet(override: Loose, right: Loose, note: Note): Style {
  const set: Style = {};
  for (const [key, value] of Object.entries(override)) {
    if (OVERRIDE_LOOKS.has(key)) continue;
    if (key === 'yaxis' && num(value) === 2) note(SECOND_AXIS);
    if (key === 'yaxis') Object.assign(set, num(value) === 2 ? rightAxis(right) : { axis: 'left' });
    else if (key === 'color') Object.assign(set, { colourBy: 'fixed', colour: seriesColour(str(value)) });
    else if (key === 'stack') set.stack = value === false ? 'none' : 'normal';
    else if (key === 'fill') set.fill = Math.min((num(value) ?? 0) * 10, 100);
    else if (key === 'linewidth') set.lineWidth = Math.min(num(value) ?? 1, 10);
    else if (key === 'lines') Object.assign(set, value === false ? { lineWidth: 0 } : {});
    else if (key === 'bars') set.draw = flag(value) ? 'bars' : 'line';
    else if (key === 'points') set.points = flag(value);
    else if (key === 'dashes') set.dashed = flag(value);
    else if (key === 'steppedLine') set.interpolation = flag(value) ? 'stepAfter' : 'linear';
    else if (key === 'transform') set.negative = value === 'negative-Y';
    else note(`the series override ${key} is not known`);
  }
  return set;
}

function rightAxis(right: Loose): Style {
  const unit = str(right.format);
  return {
    axis: 'right',
    ...(unit === '' ? {} : { unit: cut(unit, 64) }),
    ...(num(right.min) === null ? {} : { min: num(right.min) }),
    ...(num(right.max) === null ? {} : { max: num(right.max) }),
    ...(str(right.label) === '' ? {} : { axisLabel: cut(str(right.label), 256) }),
  };
}

const LEGEND_VALUES: [key: string, calc: Calc][] = [
  ['min', 'min'],
  ['max', 'max'],
  ['avg', 'mean'],
  ['current', 'lastNotNull'],
  ['total', 'sum'],
];

function oldLegend(legend: Loose): Panel['legend'] {
  const calcs = LEGEND_VALUES.filter(([key]) => flag(legend[key])).map(([, calc]) => calc);
  return {
    show: legend.show !== false,
    placement: flag(legend.rightSide) ? 'right' : 'bottom',
    calcs: legend.values === false ? [] : calcs,
  };
}

/** Grafana's single number, until version 6. */
export function singlestatParts(panel: Panel, old: Loose): Partial<Panel> {
  const bounds = str(old.thresholds).split(',').map(num);
  const colours = strings(old.colors).map(hueOf);
  const steps = colours.flatMap((colour, i) => {
    const value = i === 0 ? null : (bounds[i - 1] ?? null);
    return i === 0 || value !== null ? [{ value, colour }] : [];
  });
  const gauge = obj(old.gauge);
  const isGauge = flag(gauge.show);
  const coloured = flag(old.colorValue) || flag(old.colorBackground) || isGauge;
  const style: FieldStyle = {
    ...panel.style,
    unit: panel.style.unit || cut(str(old.format), 64),
    decimals: whole(old.decimals, 0, 20),
    ...(isGauge ? { min: num(gauge.minValue) ?? 0, max: num(gauge.maxValue) ?? 100 } : {}),
    colourBy: coloured ? 'thresholds' : 'series',
    thresholds: { mode: 'absolute', steps },
    mappings: [...panel.style.mappings, ...mappingsOf(list(old.valueMaps)), ...rangesOf(old.rangeMaps)],
    noValue: cut(words(old.nullText), 256),
  };
  return {
    kind: isGauge ? 'gauge' : 'stat',
    style: { ...standardStyle, ...style },
    value: {
      ...panel.value,
      calc: calcOf(old.valueName) ?? 'mean',
      spark: flag(obj(old.sparkline).show),
      colour: flag(old.colorBackground) ? 'background' : flag(old.colorValue) ? 'value' : 'none',
      text: 'value',
      prefix: cut(str(old.prefix), 64),
      suffix: cut(str(old.postfix), 64),
    },
  };
}

const rangesOf = (value: unknown) =>
  objects(value).map(({ from, to, text }): ValueMapping => {
    const result = { text: cut(words(text), 1024), colour: '' };
    // From "null" to "null" was how a missing value was named.
    if (from === 'null' && to === 'null') return { kind: 'special', match: 'null', ...result };
    return { kind: 'range', from: num(from), to: num(to), ...result };
  });

/** Columns of the table before version 7, told by patterns. */
export function tableParts(panel: Panel, old: Loose): Partial<Panel> {
  const overrides = objects(old.styles).flatMap((style): StyleOverride[] => {
    const pattern = str(style.pattern);
    if (pattern === '') return [];
    const isPattern = pattern.startsWith('/');
    const set: Style = {
      ...(str(style.alias) === '' ? {} : { displayName: cut(str(style.alias), 1024) }),
      ...(str(style.unit) === '' ? {} : { unit: cut(str(style.unit), 64) }),
      ...(num(style.decimals) === null ? {} : { decimals: whole(style.decimals, 0, 20) }),
      ...(style.type === 'hidden' ? { hidden: true } : {}),
      ...(style.type === 'date' ? { unit: 'dateTimeAsIso' } : {}),
    };
    const match = cut(isPattern ? plainPattern(pattern) : pattern, 1024);
    return Object.keys(set).length === 0 ? [] : [{ by: isPattern ? 'regex' : 'name', match, set }];
  });
  return { overrides: [...overrides, ...panel.overrides] };
}
