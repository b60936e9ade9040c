import type { VariableValue, VariableValues } from './variable-values.ts';

/** What `$__…` stands for in one query of one panel. */
export interface QueryTimes {
  fromMs: number;
  toMs: number;
  /** Milliseconds between two points. */
  stepMs: number;
  /** How often samples come, for `$__rate_interval`. */
  scrapeMs: number;
}

export interface Interpolation {
  variables: VariableValues;
  times: QueryTimes;
}

/** `$name`, `${name}`, `${name:format}`, `${name.field:format}`, `[[name]]`, `[[name:format]]`. */
const REFERENCE = /\$(\w+)|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}|\[\[([\s\S]+?)(?::(\w+))?\]\]/g;

type Formatter = (value: VariableValue) => string;

/**
 * The variables of a PromQL expression filled in, as Grafana's Prometheus data source does: a variable of one value is
 * escaped as part of a string, one of several or all becomes alternatives of a regular expression.
 */
export const interpolateQuery = (expr: string, context: Interpolation): string =>
  replaceReferences(expr, context, promqlText);

/** Titles, legends, links and text: several values as `a + b`. */
export const interpolateText = (text: string, context: Interpolation): string =>
  replaceReferences(text, context, ({ texts, all }) => (all ? 'All' : texts.join(' + ')));

/** The names of the variables a text speaks of, `__` ones aside. */
export function referencedVariables(text: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(REFERENCE)) {
    const name = match[1] ?? match[2] ?? match[5];
    if (name && !name.startsWith('__')) names.add(name);
  }
  return [...names];
}

function replaceReferences(text: string, { variables, times }: Interpolation, standard: Formatter): string {
  if (!text.includes('$') && !text.includes('[[')) return text;
  return text.replace(REFERENCE, (whole, plain, braced, _field, format, bracketed, oldFormat) => {
    const name: string = plain ?? braced ?? bracketed;
    const builtin = builtinText(name, times, format);
    if (builtin !== null) return builtin;
    const value = variables.get(name);
    if (!value) return whole;
    const formatter = formats.get(String(format ?? oldFormat ?? '').split(':')[0] ?? '');
    return formatter ? formatter(value) : standard(value);
  });
}

/** Of PromQL. All that is known, or the text that stands for all, unescaped. */
function promqlText(value: VariableValue): string {
  if (value.all && value.allValue !== null && value.allValue !== '') return value.allValue;
  if (!value.many) return escapeString(value.values[0] ?? '');
  const escaped = value.values.map(escapePattern);
  if (escaped.length === 0) return '';
  return escaped.length === 1 ? (escaped[0] as string) : `(${escaped.join('|')})`;
}

const escapeString = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** The pattern's own signs, and the backslash once more for the string around it. */
const escapePattern = (text: string): string =>
  text
    .replaceAll('\\', '\\\\\\\\')
    .replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&')
    .replaceAll('"', '\\"');

const plainPattern = (text: string): string => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

const joined =
  (separator: string, each: (text: string) => string = (text) => text): Formatter =>
  ({ values, all, allValue }) =>
    all && allValue !== null && allValue !== '' ? allValue : values.map(each).join(separator);

const formats: ReadonlyMap<string, Formatter> = new Map<string, Formatter>([
  ['raw', joined(',')],
  ['csv', joined(',')],
  ['pipe', joined('|')],
  [
    'regex',
    (value) => {
      const text = joined('|', plainPattern)(value);
      return value.values.length > 1 && !(value.all && value.allValue) ? `(${text})` : text;
    },
  ],
  ['glob', (value) => (value.values.length > 1 ? `{${joined(',')(value)}}` : joined(',')(value))],
  ['distributed', joined(',')],
  ['singlequote', joined(',', (text) => `'${text.replaceAll("'", "\\'")}'`)],
  ['doublequote', joined(',', (text) => `"${text.replaceAll('"', '\\"')}"`)],
  ['sqlstring', joined(',', (text) => `'${text.replaceAll("'", "''")}'`)],
  ['json', ({ values }) => JSON.stringify(values.length === 1 ? values[0] : values)],
  ['text', ({ texts }) => texts.join(' + ')],
  ['percentencode', (value) => encodeURIComponent(formats.get('glob')?.(value) ?? '')],
  ['queryparam', ({ values }) => values.map((value) => encodeURIComponent(value)).join('&')],
]);

/** `$__rate_interval` is never under four scrapes, so that rate() has the samples it needs. */
function builtinText(name: string, times: QueryTimes, format?: string): string | null {
  const { fromMs, toMs, stepMs, scrapeMs } = times;
  const rangeMs = toMs - fromMs;
  const rateMs = Math.max(stepMs + scrapeMs, 4 * scrapeMs);
  switch (name) {
    case '__interval':
    case '__auto':
      return lengthText(stepMs);
    case '__interval_ms':
      return String(Math.round(stepMs));
    case '__rate_interval':
      return lengthText(rateMs);
    case '__rate_interval_ms':
      return String(Math.round(rateMs));
    case '__range':
      return `${Math.max(1, Math.round(rangeMs / 1000))}s`;
    case '__range_s':
      return String(Math.max(1, Math.round(rangeMs / 1000)));
    case '__range_ms':
      return String(Math.round(rangeMs));
    case '__from':
      return momentText(fromMs, format);
    case '__to':
      return momentText(toMs, format);
    default:
      return null;
  }
}

function momentText(ms: number, format = ''): string {
  if (format === 'date:seconds') return String(Math.floor(ms / 1000));
  if (format.startsWith('date')) return new Date(ms).toISOString();
  return String(Math.round(ms));
}

const UNITS: [suffix: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** A length as PromQL writes it, in the largest unit that it is whole in. */
export function lengthText(ms: number): string {
  const [suffix, size] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['ms', 1];
  return `${Math.max(1, Math.round(ms / size))}${suffix}`;
}

/** `30s`, `1h30m`, `500ms`, `>15s`, `1w`; null when it is no length. */
export function parseStep(text: string): number | null {
  const plain = text.trim().replace(/^[<>]=?\s*/, '');
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain) * 1000;
  if (!/^(\d+(ms|[smhdwyM]))+$/.test(plain)) return null;
  const sizes: Record<string, number> = {
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 7 * 86_400_000,
    M: 30 * 86_400_000,
    y: 365 * 86_400_000,
  };
  let ms = 0;
  for (const [, count, unit] of plain.matchAll(/(\d+)(ms|[smhdwyM])/g))
    ms += Number(count) * (sizes[unit ?? ''] ?? 0);
  return ms > 0 ? ms : null;
}
