import { quoted } from '../promql/go-text.ts';

/** Integers are bigint and floats number, as Go tells them apart; null is nil. */
export type GoValue = string | boolean | bigint | number | null | GoList | GoMap | GoObject;

export type GoMethod = (args: readonly GoValue[]) => GoValue;

/** A slice, with the methods of its type. */
export class GoList {
  readonly items: readonly GoValue[];
  readonly methods: Readonly<Record<string, GoMethod>>;
  /** How it is shown, for a type that says so itself. */
  readonly text: (() => string) | undefined;

  constructor(
    items: readonly GoValue[],
    methods: Readonly<Record<string, GoMethod>> = {},
    text?: () => string,
  ) {
    this.items = items;
    this.methods = methods;
    this.text = text;
  }
}

/** A value of a type with a name of its own: a time, a duration, a text that is known to be safe. */
export class GoObject {
  /** Go's name of the type. */
  readonly type: string;
  /** How `print` and actions show it. */
  readonly text: string;
  readonly methods: Readonly<Record<string, GoMethod>>;
  /** What functions work with that know the type. */
  readonly value: unknown;

  constructor(
    type: string,
    text: string,
    value: unknown = null,
    methods: Readonly<Record<string, GoMethod>> = {},
  ) {
    this.type = type;
    this.text = text;
    this.value = value;
    this.methods = methods;
  }
}

/** A map, or with `fixed` a struct, whose other fields are an error. */
export class GoMap {
  readonly entries: ReadonlyMap<string, GoValue>;
  /** What a missing key gives: the zero value of the map's type; undefined makes it an error. */
  readonly missing: GoValue | undefined;
  readonly methods: Readonly<Record<string, GoMethod>>;
  /** How it is shown, for a type that says so itself. */
  readonly text: (() => string) | undefined;

  constructor(
    entries: Iterable<readonly [string, GoValue]>,
    missing: GoValue | undefined,
    methods: Readonly<Record<string, GoMethod>> = {},
    text?: () => string,
  ) {
    this.entries = new Map(entries);
    this.missing = missing;
    this.methods = methods;
    this.text = text;
  }
}

export const struct = (
  fields: Readonly<Record<string, GoValue>>,
  methods: Readonly<Record<string, GoMethod>> = {},
) => new GoMap(Object.entries(fields), undefined, methods);

/** False, 0, an empty string, list or map, and nil are not. */
export function isTrue(value: GoValue): boolean {
  if (value instanceof GoList) return value.items.length > 0;
  if (value instanceof GoMap) return value.missing === undefined || value.entries.size > 0;
  if (value instanceof GoObject) return value.text !== '';
  // A float that is not a number is not zero.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** Go's name for the value's type. */
export function typeName(value: GoValue): string {
  if (value === null) return '<nil>';
  if (value instanceof GoObject) return value.type;
  if (value instanceof GoList) return '[]interface {}';
  if (value instanceof GoMap) return value.missing === '' ? 'map[string]string' : 'map[string]interface {}';
  return (
    { string: 'string', boolean: 'bool', bigint: 'int', number: 'float64' }[typeof value as 'string'] ?? ''
  );
}

/** Keys in Go's order. */
export const sortedKeys = ({ entries }: GoMap): string[] =>
  [...entries.keys()].sort((a, b) => (a < b ? -1 : 1));

/** `%v`: how `print` and actions show it. */
export function shown(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return shownFloat(value);
  if (value instanceof GoList) return value.text?.() ?? `[${value.items.map(shown).join(' ')}]`;
  if (value instanceof GoObject) return value.text;
  if (!(value instanceof GoMap)) return String(value);
  if (value.text) return value.text();
  if (value.missing === undefined) return `{${[...value.entries.values()].map(shown).join(' ')}}`;
  return `map[${sortedKeys(value)
    .map((key) => `${key}:${shown(value.entries.get(key) ?? null)}`)
    .join(' ')}]`;
}

/** `%q` of a text, `%v` of the rest. */
export const shownQuoted = (value: GoValue): string =>
  typeof value === 'string' ? quoted(value) : shown(value);

/** strconv's 'g' with the fewest digits that tell the number from every other: exponents below -4 and from 6 on. */
export function shownFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${twoDigits(Math.abs(power))}`;
}

export const twoDigits = (power: number): string => String(power).padStart(2, '0');
