import {
  type FieldStyle,
  type Link,
  type StyleOverride,
  standardStyle,
  type Thresholds,
  type ValueMapping,
} from '../model.ts';
import { hueOf, seriesColour } from './colours.ts';
import {
  cut,
  flag,
  type Loose,
  list,
  num,
  obj,
  objects,
  oneOf,
  str,
  strings,
  whole,
  words,
} from './loose.ts';
import type { Note } from './notes.ts';

type Style = Partial<FieldStyle>;
type Setter = (value: unknown, style: Style) => void;

export function linksOf(value: unknown): Link[] {
  return objects(value)
    .filter(({ url }) => str(url) !== '')
    .slice(0, 32)
    .map(({ title, url }) => ({ title: cut(str(title), 256), url: cut(str(url), 4096) }));
}

export function thresholdsOf(value: unknown): Thresholds {
  const { mode, steps } = obj(value);
  const read = objects(steps).map((step, i) => ({
    value: i === 0 ? null : num(step.value),
    colour: hueOf(str(step.color)),
  }));
  return {
    mode: mode === 'percentage' ? 'percentage' : 'absolute',
    steps: read
      .filter(({ value: at }, i) => i === 0 || at !== null)
      .sort((a, b) => (a.value ?? Number.NEGATIVE_INFINITY) - (b.value ?? Number.NEGATIVE_INFINITY))
      .slice(0, 64),
  };
}

/** Mappings of Grafana 8 and later, and the flat ones of 7. */
export function mappingsOf(value: unknown): ValueMapping[] {
  return objects(value).flatMap(mappingOf).slice(0, 256);
}

function mappingOf(mapping: Loose): ValueMapping[] {
  const options = obj(mapping.options);
  const result = (from: unknown) => ({
    text: cut(words(obj(from).text), 1024),
    colour: hueOf(str(obj(from).color)),
  });
  switch (mapping.type) {
    case 'value':
      return Object.entries(options).map(([key, each]) => ({
        kind: 'value',
        value: cut(key, 1024),
        ...result(each),
      }));
    case 'range':
      return [{ kind: 'range', from: num(options.from), to: num(options.to), ...result(options.result) }];
    case 'regex':
      return [{ kind: 'regex', regex: cut(str(options.pattern), 1024), ...result(options.result) }];
    case 'special': {
      const match = oneOf(options.match, ['null', 'nan', 'null+nan', 'true', 'false', 'empty'] as const);
      return match ? [{ kind: 'special', match, ...result(options.result) }] : [];
    }
    case 2:
      return [{ kind: 'range', from: num(mapping.from), to: num(mapping.to), ...result(mapping) }];
    default:
      return mapping.value === undefined ? [] : [oldValueMapping(words(mapping.value), result(mapping))];
  }
}

function oldValueMapping(value: string, result: { text: string; colour: string }): ValueMapping {
  return value === 'null'
    ? { kind: 'special', match: 'null', ...result }
    : { kind: 'value', value: cut(value, 1024), ...result };
}

function setColour(value: unknown, style: Style): void {
  const { mode, fixedColor } = obj(value);
  if (mode === 'fixed' || mode === 'shades') {
    style.colourBy = 'fixed';
    style.colour = seriesColour(str(fixedColor));
  } else if (mode === 'thresholds') style.colourBy = 'thresholds';
  else if (typeof mode === 'string') style.colourBy = 'series';
}

function setStack(value: unknown, style: Style): void {
  const { mode, group } = obj(value);
  // Out of every group a series stands for itself.
  style.stack = group === false ? 'none' : mode === 'normal' || mode === 'percent' ? mode : 'none';
}

const cells: Record<string, FieldStyle['cell']> = {
  'color-text': 'colour',
  'color-background': 'background',
  'color-background-solid': 'background',
  gauge: 'bar',
  'gradient-gauge': 'bar',
  'lcd-gauge': 'bar',
  basic: 'bar',
};

/** What each property of a field means here, by Grafana's id. */
const setters: Record<string, Setter> = {
  unit: (value, style) => {
    style.unit = cut(str(value), 64);
  },
  decimals: (value, style) => {
    style.decimals = whole(value, 0, 20);
  },
  min: (value, style) => {
    style.min = num(value);
  },
  max: (value, style) => {
    style.max = num(value);
  },
  displayName: (value, style) => {
    style.displayName = cut(str(value), 1024);
  },
  noValue: (value, style) => {
    style.noValue = cut(words(value), 256);
  },
  color: setColour,
  thresholds: (value, style) => {
    style.thresholds = thresholdsOf(value);
  },
  mappings: (value, style) => {
    style.mappings = mappingsOf(value);
  },
  links: (value, style) => {
    style.links = linksOf(value);
  },
  'custom.drawStyle': (value, style) => {
    style.draw = value === 'bars' || value === 'points' ? value : 'line';
  },
  'custom.fillOpacity': (value, style) => {
    style.fill = Math.min(Math.max(num(value) ?? 0, 0), 100);
  },
  'custom.lineWidth': (value, style) => {
    style.lineWidth = Math.min(Math.max(num(value) ?? 1, 0), 10);
  },
  'custom.lineStyle': (value, style) => {
    style.dashed = obj(value).fill === 'dash' || obj(value).fill === 'dot';
  },
  'custom.lineInterpolation': (value, style) => {
    style.interpolation = oneOf(value, ['stepBefore', 'stepAfter'] as const) ?? 'linear';
  },
  'custom.stacking': setStack,
  'custom.spanNulls': (value, style) => {
    style.connectGaps = value === true || typeof value === 'number';
  },
  'custom.showPoints': (value, style) => {
    style.points = value === 'always';
  },
  'custom.axisPlacement': (value, style) => {
    style.axis = value === 'right' || value === 'hidden' ? value : 'left';
  },
  'custom.axisLabel': (value, style) => {
    style.axisLabel = cut(str(value), 256);
  },
  'custom.scaleDistribution': (value, style) => {
    style.scale = obj(value).type === 'log' ? 'log' : 'linear';
  },
  'custom.thresholdsStyle': (value, style) => {
    const mode = str(obj(value).mode);
    style.showThresholds =
      mode.startsWith('line') || mode === 'dashed' ? 'line' : mode === 'area' ? 'area' : 'off';
  },
  'custom.transform': (value, style) => {
    style.negative = value === 'negative-Y';
  },
  'custom.hideFrom': (value, style) => {
    style.hidden = flag(obj(value).viz);
  },
  'custom.hideFrom.viz': (value, style) => {
    style.hidden = flag(value);
  },
  'custom.hidden': (value, style) => {
    style.hidden = flag(value);
  },
  'custom.width': (value, style) => {
    style.width = whole(value, 0, 4000);
  },
  'custom.align': (value, style) => {
    style.align = oneOf(value, ['left', 'center', 'right'] as const) ?? 'auto';
  },
  'custom.displayMode': (value, style) => {
    style.cell = cells[str(value)] ?? 'text';
  },
  'custom.cellOptions': (value, style) => {
    style.cell = cells[str(obj(value).type)] ?? 'text';
  },
};

export const SECOND_AXIS = 'its second axis is not drawn: all its series share the one on the left';

/** Looks only: nothing is lost without them. */
const COSMETIC =
  /^custom\.(pointSize|barAlignment|barWidthFactor|gradientMode|axis(ColorMode|BorderShow|CenteredZero|Grid.*|SoftM.*|Width)|insertNulls|hideFrom\..*|filterable|minWidth|inspect|wrapText|lineColor|fillBelowTo|footer.*|custom|showValues|pointShape.*)$|^(custom|filterable|writeable|description|path|displayNameFromDS|fieldMinMax|unitScale|actions|nullValueMode|interval|type|scopedVars|title|mappings)$/;

function applyProperty(id: string, value: unknown, style: Style, note: Note): void {
  const set = setters[id];
  if (id === 'custom.axisPlacement' && value === 'right') note(SECOND_AXIS);
  if (set) set(value, style);
  else if (!COSMETIC.test(id)) note(`the property ${id} of fields is not known`);
}

/** A panel's fieldConfig: what holds for all its fields. */
export function defaultsOf(fieldConfig: Loose, note: Note): FieldStyle {
  const defaults = obj(fieldConfig.defaults);
  const style: Style = {};
  for (const [key, value] of Object.entries(defaults))
    if (key !== 'custom') applyProperty(key, value, style, note);
  for (const [key, value] of Object.entries(obj(defaults.custom)))
    applyProperty(`custom.${key}`, value, style, note);
  return { ...standardStyle, ...style };
}

/** Overrides by name, expression, query, type or value. */
export function overridesOf(fieldConfig: Loose, note: Note): StyleOverride[] {
  return objects(fieldConfig.overrides)
    .slice(0, 500)
    .flatMap((override) => {
      const matchers = matchersOf(obj(override.matcher), note);
      const set: Style = {};
      for (const { id, value } of objects(override.properties)) applyProperty(str(id), value, set, note);
      return Object.keys(set).length === 0 ? [] : matchers.map((matcher) => ({ ...matcher, set }));
    });
}

function matchersOf({ id, options }: Loose, note: Note): Pick<StyleOverride, 'by' | 'match'>[] {
  const match = cut(words(options), 1024);
  switch (id) {
    case 'byName':
      return [{ by: 'name', match }];
    case 'byRegexp':
      return [{ by: 'regex', match: plainPattern(match) }];
    case 'byFrameRefID':
      return [{ by: 'query', match }];
    case 'byType':
      return [{ by: 'type', match }];
    case 'byNames':
      return namesOf(obj(options), note);
    case 'byValue': {
      const { op, value, reducer } = obj(options);
      return [
        {
          by: 'value',
          match: cut(`${str(reducer) || 'lastNotNull'} ${conditionOf(str(op))} ${words(value)}`, 1024),
        },
      ];
    }
    default:
      note(`overrides by ${str(id)} are not known`);
      return [];
  }
}

function namesOf({ mode, names }: Loose, note: Note): Pick<StyleOverride, 'by' | 'match'>[] {
  const named = strings(names);
  if (mode !== 'exclude') return named.map((match) => ({ by: 'name', match }));
  if (list(names).length > 0) note('a series hidden by a click in the legend is shown again');
  return [];
}

const conditionOf = (op: string): string =>
  ({ gte: '>=', gt: '>', lte: '<=', lt: '<', eq: '=', neq: '!=' })[op] ?? op;

/** A pattern between slashes, flags behind them, without the slashes. */
export function plainPattern(pattern: string): string {
  const written = /^\/(.*)\/(\w*)$/s.exec(pattern);
  if (!written) return pattern;
  return written[2]?.includes('i') ? `(?i)${written[1]}` : (written[1] as string);
}
