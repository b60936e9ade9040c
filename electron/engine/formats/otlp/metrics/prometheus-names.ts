import type { MetricType } from '../../../../../shared/model/series.ts';

/**
 * Names as Prometheus' OTLP endpoint gives them with the strategy UnderscoreEscapingWithSuffixes (prometheus/
 * otlptranslator; OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility").
 */

/** Units in UCUM's case-sensitive notation; one that is not listed is its own name. */
const UNITS = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  // As Prometheus spells it.
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['kBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

const PER_UNITS = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** A unit's parts as name tokens: `By/s` is bytes and per_second. */
function unitTokens(unit: string): [main: string, per: string] {
  const slash = unit.indexOf('/');
  const main = (slash < 0 ? unit : unit.slice(0, slash)).trim();
  const per = slash < 0 ? '' : unit.slice(slash + 1).trim();
  const perToken = per === '' || hasBraces(per) ? '' : `per_${PER_UNITS.get(per) ?? per}`;
  const cleanPer = cleanUnit(perToken).replace(/_$/, '');
  return [hasBraces(main) ? '' : cleanUnit(UNITS.get(main) ?? main), cleanPer === 'per' ? '' : cleanPer];
}

/** Annotations such as `{request}` say what is counted and are no unit. */
const hasBraces = (unit: string) => /[{}]/.test(unit);

const cleanUnit = (unit: string) =>
  unit
    .replace(/[^a-zA-Z0-9:]/g, '_')
    .replace(/__+/g, '_')
    .replace(/^_/, '');

/** What the unit is called in metadata: `seconds`, `bytes_per_second`; empty for a number without one. */
export function unitName(unit: string): string {
  const [main, per] = unitTokens(unit);
  return [main, per]
    .filter((token) => token !== '')
    .join('_')
    .replace(/_$/, '');
}

const without = (tokens: string[], token: string) => tokens.filter((other) => other !== token);

/**
 * The family's name with its suffixes.
 *
 * @param type counter for a monotonic sum; gauge is said of gauges alone, for only they become ratios
 * @returns null for a name of which nothing is left
 */
export function metricName(name: string, unit: string, type: MetricType, isGauge: boolean): string | null {
  let tokens = name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  if (tokens.length === 0) return null;
  const [main, per] = unitTokens(unit);
  const mainToken = per === '' ? main : main.replace(/_$/, '');
  const known = new Set(tokens);
  if (mainToken !== '' && !known.has(mainToken)) tokens.push(mainToken);
  if (per !== '' && !known.has(per)) tokens.push(per);
  if (type === 'counter') tokens = [...without(tokens, 'total'), 'total'];
  if (unit === '1' && isGauge) tokens = [...without(tokens, 'ratio'), 'ratio'];
  const joined = tokens.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** A label's name for an attribute's; null where nothing but underscores would be left of it. */
export function labelName(key: string): string | null {
  const name = key.replace(/[^a-zA-Z0-9_]/gu, '_');
  if (!/[^_]/.test(name)) return null;
  if (/^\d/.test(name)) return `key_${name}`;
  return name.startsWith('_') && !name.startsWith('__') ? `key${name}` : name;
}
