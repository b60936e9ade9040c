import type { Quantity } from '../model/format.ts';
import type { Labels } from '../model/series.ts';
import { calcs as allCalcs, reduceValues } from './calc.ts';
import type { FieldStyle, Panel, StyleOverride, Thresholds, ValueMapping } from './model.ts';
import { readPattern } from './pattern.ts';
import { unitQuantity } from './units.ts';

/** What is drawn: a line, a column or a number. */
export interface StyledField {
  name: string;
  query: string;
  kind: 'time' | 'number' | 'string';
  labels: Labels;
  values: ArrayLike<number | null>;
}

/** The panel's style with every override that fits laid over it, in their order. */
export function styleOf(
  { style, overrides }: Pick<Panel, 'style' | 'overrides'>,
  field: StyledField,
): FieldStyle {
  let merged = style;
  for (const override of overrides) {
    if (fits(override, field)) merged = { ...merged, ...override.set };
  }
  return merged;
}

function fits({ by, match }: StyleOverride, field: StyledField): boolean {
  switch (by) {
    case 'name':
      return field.name === match;
    case 'regex':
      return readPattern(match)?.test(field.name) ?? false;
    case 'query':
      return field.query === match;
    case 'type':
      return field.kind === match;
    case 'value':
      return field.kind === 'number' && meetsCondition(match, field.values);
  }
}

/** `max >= 80`. */
function meetsCondition(condition: string, values: ArrayLike<number | null>): boolean {
  const read = /^(\w+) (>=|<=|>|<|=|!=) (-?[\d.e+-]+)$/.exec(condition.trim());
  const calc = allCalcs.find((name) => name === read?.[1]);
  if (!read || !calc) return false;
  const [value, limit] = [reduceValues(values, calc), Number(read[3])];
  const tests = {
    '>=': value >= limit,
    '<=': value <= limit,
    '>': value > limit,
    '<': value < limit,
    '=': value === limit,
    '!=': value !== limit,
  };
  return tests[read[2] as keyof typeof tests];
}

/** The name that is shown, `${__field.labels.x}` and the like filled in. */
export function displayName(style: FieldStyle, field: StyledField): string {
  if (style.displayName === '') return field.name;
  return style.displayName.replace(
    /\$\{__(?:field|series)\.(name|displayName|labels\.([^}]+))\}/g,
    (_, what: string, label?: string) =>
      what.startsWith('labels') ? (field.labels.find(([name]) => name === label)?.[1] ?? '') : field.name,
  );
}

export interface Shown extends Quantity {
  /** A colour's name or #rrggbb; empty for none. */
  colour: string;
}

/** A value as it is written, mapped and coloured by the style. */
export function shownValue(value: number | string | null, style: FieldStyle): Shown {
  const mapping = style.mappings.find((each) => maps(each, value));
  const colour = mapping?.colour || (typeof value === 'number' ? thresholdColour(value, style) : '');
  if (mapping && mapping.text !== '') return { value: mapping.text, unit: '', colour };
  if (typeof value === 'string') return { value, unit: '', colour };
  if (value === null || Number.isNaN(value)) return { value: style.noValue || '—', unit: '', colour };
  const { unit, decimals } = style;
  return { ...unitQuantity(value, unit === '' ? 'short' : unit, { decimals }), colour };
}

function maps(mapping: ValueMapping, value: number | string | null): boolean {
  switch (mapping.kind) {
    case 'value':
      return (
        value !== null &&
        (String(value) === mapping.value ||
          (typeof value === 'number' && mapping.value !== '' && Number(mapping.value) === value))
      );
    case 'range':
      return (
        typeof value === 'number' &&
        value >= (mapping.from ?? Number.NEGATIVE_INFINITY) &&
        value <= (mapping.to ?? Number.POSITIVE_INFINITY)
      );
    case 'regex':
      return value !== null && (readPattern(mapping.regex)?.test(String(value)) ?? false);
    case 'special':
      return isSpecial(mapping.match, value);
  }
}

function isSpecial(
  match: Extract<ValueMapping, { kind: 'special' }>['match'],
  value: number | string | null,
): boolean {
  const isNaNValue = typeof value === 'number' && Number.isNaN(value);
  if (match === 'null') return value === null || isNaNValue;
  if (match === 'nan') return isNaNValue;
  if (match === 'null+nan') return value === null || isNaNValue;
  if (match === 'empty') return value === '';
  return String(value) === match;
}

/** The colour of the highest step at or under the value. */
export function thresholdColour(
  value: number,
  { thresholds, min, max }: Pick<FieldStyle, 'thresholds' | 'min' | 'max'>,
): string {
  let colour = '';
  for (const step of thresholds.steps) {
    if (step.value === null || value >= thresholdValue(step.value, thresholds, min, max))
      colour = step.colour;
  }
  return colour;
}

/** A step's place on the scale: as it is, or as a percentage of it. */
export function thresholdValue(
  value: number,
  { mode }: Thresholds,
  min: number | null,
  max: number | null,
): number {
  return mode === 'absolute' ? value : (min ?? 0) + (value / 100) * ((max ?? 100) - (min ?? 0));
}
