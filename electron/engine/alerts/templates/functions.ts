import { RE2JS } from 're2js';
import type { GoFunction } from '../../../../shared/go-template/builtins.ts';
import { GoList, GoMap, type GoValue, struct, typeName } from '../../../../shared/go-template/values.ts';
import { parseDuration } from '../../../../shared/promql/number.ts';
import { expandTemplate } from '../../scrape/relabel/expand-template.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, timeText } from './humanize.ts';

/** One sample of an instant query's answer, as templates see it. */
export interface TemplateSample {
  labels: readonly (readonly [name: string, value: string])[];
  value: number;
}

export interface TemplateSurroundings {
  /** Answers an instant query at the time of the evaluation. It throws what is wrong with it. */
  query(expr: string): TemplateSample[];
  /** Seconds since the epoch. */
  nowSeconds: number;
  /** Where Trivet is reached; empty where it is not. */
  externalUrl: string;
}

/**
 * What Prometheus' templates can call beside Go's own functions.
 *
 * Source: prometheus.io/docs/prometheus/latest/configuration/template_reference
 */
export function prometheusFunctions(around: TemplateSurroundings): Record<string, GoFunction> {
  return {
    ...texts,
    ...numbers,
    ...samples,
    query: (expr) => new GoList(around.query(text(expr)).map(sampleValue)),
    graphLink: (expr) => link(text(expr), 0),
    tableLink: (expr) => link(text(expr), 1),
    externalURL: () => around.externalUrl,
    pathPrefix: () =>
      URL.canParse(around.externalUrl) ? new URL(around.externalUrl).pathname.replace(/\/$/, '') : '',
    now: () => around.nowSeconds,
  };
}

const sampleValue = ({ labels, value }: TemplateSample): GoValue =>
  struct({ Labels: new GoMap(labels, ''), Value: value });

function text(value: GoValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`wrong type for value; expected string; got ${typeName(value ?? null)}`);
}

function float(value: GoValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') throw new Error(`can't convert ${typeName(value ?? null)} to float`);
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(value);
  if (special) return /nan/i.test(value) ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number))
    throw new Error(`strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`);
  return number;
}

function sampleOf(value: GoValue | undefined): GoMap {
  if (value instanceof GoMap && value.entries.has('Labels')) return value;
  throw new Error(`wrong type for value; expected *template.sample; got ${typeName(value ?? null)}`);
}

function labelOf(name: string, value: GoValue | undefined): GoValue {
  const labels = sampleOf(value).entries.get('Labels');
  return labels instanceof GoMap ? (labels.entries.get(name) ?? '') : '';
}

function vector(value: GoValue | undefined): GoList {
  if (value instanceof GoList) return value;
  throw new Error(`wrong type for value; expected template.queryResult; got ${typeName(value ?? null)}`);
}

const samples: Record<string, GoFunction> = {
  first: (value) => {
    const [first] = vector(value).items;
    if (first === undefined) throw new Error('first() called on vector with no elements');
    return first;
  },
  label: (name, value) => labelOf(text(name), value),
  value: (value) => sampleOf(value).entries.get('Value') ?? 0,
  strvalue: (value) => labelOf('__value__', value),
  sortByLabel: (name, value) => {
    const key = text(name);
    const by = (sample: GoValue) => text(labelOf(key, sample));
    return new GoList(vector(value).items.toSorted((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0)));
  },
  args: (...args) =>
    new GoMap(
      args.map((value, i) => [`arg${i}`, value]),
      null,
    ),
};

const numbers: Record<string, GoFunction> = {
  humanize: (value) => humanize(float(value)),
  humanize1024: (value) => humanize1024(float(value)),
  humanizeDuration: (value) => humanizeDuration(float(value)),
  humanizePercentage: (value) => humanizePercentage(float(value)),
  humanizeTimestamp: (value) => timeText(float(value)),
  toTime: (value) => timeText(float(value)),
  parseDuration: (value) => {
    const ms = parseDuration(text(value));
    if (typeof ms === 'string') throw new Error(ms);
    return ms / 1000;
  },
};

/** Go turns one character into one: an ß stays. */
const upper = (value: string): string =>
  [...value].map((char) => ([...char.toUpperCase()].length === 1 ? char.toUpperCase() : char)).join('');

const texts: Record<string, GoFunction> = {
  toUpper: (value) => upper(text(value)),
  toLower: (value) => text(value).toLowerCase(),
  title: (value) =>
    text(value).replace(
      /(^|[^\p{L}\p{N}_])(\p{L})/gu,
      (_all, before, letter) => before + letter.toUpperCase(),
    ),
  safeHtml: (value) => text(value),
  match: (pattern, value) => RE2JS.compile(text(pattern)).matcher(text(value)).find(),
  reReplaceAll: (pattern, replacement, value) => replaceAll(text(pattern), text(replacement), text(value)),
  stripPort: (value) => hostPort(text(value))?.host ?? text(value),
  stripDomain: (value) => stripDomain(text(value)),
};

function replaceAll(pattern: string, replacement: string, value: string): string {
  const matcher = RE2JS.compile(pattern).matcher(value);
  let result = '';
  let last = 0;
  while (matcher.find()) {
    result += value.slice(last, matcher.start()) + expandTemplate(replacement, matcher);
    last = matcher.end();
  }
  return result + value.slice(last);
}

/** net.SplitHostPort; null where there is no port. */
function hostPort(value: string): { host: string; port: string } | null {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(value);
  return match && { host: match[1] ?? match[2] ?? '', port: match[3] ?? '' };
}

function stripDomain(value: string): string {
  const parts = hostPort(value);
  const host = parts?.host ?? value;
  const isAddress = /^\d+\.\d+\.\d+\.\d+$|:/.test(host);
  if (isAddress) return value;
  const short = host.split('.', 1)[0] ?? '';
  return parts && parts.port !== '' ? `${short}:${parts.port}` : short;
}

const link = (expr: string, tab: 0 | 1): string =>
  `/graph?g0.expr=${encodeURIComponent(expr).replaceAll('%20', '+')}&g0.tab=${tab}`;
