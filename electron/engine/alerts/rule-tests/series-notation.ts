import type { Label, Labels } from '../../../../shared/model/series.ts';
import { seriesLabels } from '../../../../shared/model/series.ts';

/** One value of a series in Prometheus' test language. A native histogram stands for its text. */
export type Notated = number | 'omitted' | 'stale' | { histogram: string };

export interface NotatedSeries {
  labels: Labels;
  values: Notated[];
}

/** `metric{a="b"} 0+10x3 _ stale NaN {{sum:1}}x2`: a line of load, or what a range query is expected to answer. */
export function parseSeries(line: string): NotatedSeries {
  const { labels, rest } = parseMetric(line);
  return { labels, values: parseValues(rest) };
}

const LABEL =
  /^\s*(?:"((?:[^"\\]|\\.)*)"|([\w.:]+))\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'))?\s*,?/;

/** The labels at the beginning of a line, sorted, and what follows. */
export function parseMetric(line: string): { labels: Labels; rest: string } {
  const name = /^[a-zA-Z_:][\w:]*/.exec(line)?.[0] ?? '';
  let rest = line.slice(name.length).trimStart();
  const labels: Label[] = [];
  let metric = name;
  if (rest.startsWith('{') && !rest.startsWith('{{')) {
    rest = rest.slice(1);
    for (let match = LABEL.exec(rest); match && !/^\s*\}/.test(rest); match = LABEL.exec(rest)) {
      const [all, quoted, bare, double, single] = match;
      const value = double ?? single;
      if (value === undefined) metric = unquoted(quoted ?? '');
      else labels.push([quoted === undefined ? (bare ?? '') : unquoted(quoted), unquoted(value)]);
      rest = rest.slice(all.length);
    }
    if (!/^\s*\}/.test(rest)) throw new Error(`no end of the labels in: ${line}`);
    rest = rest.trimStart().slice(1);
  }
  const named = labels.find(([label]) => label === '__name__');
  if (named) metric = named[1];
  const others = labels.filter(([label, value]) => label !== '__name__' && value !== '');
  const all = metric === '' ? others.sort(([a], [b]) => (a < b ? -1 : 1)) : seriesLabels(metric, others);
  return { labels: all, rest: rest.trim() };
}

const unquoted = (text: string): string => JSON.parse(`"${text.replaceAll("\\'", "'")}"`);

export function parseNumber(text: string): number {
  if (/^[+]?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}

const NUMBER = '[+-]?(?:inf|nan|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)';
const STEPS = new RegExp(
  `^(${NUMBER})(?:([+-])((?:inf|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)))?x(\\d+)$`,
  'i',
);

function parseValues(text: string): Notated[] {
  return (text.match(/\{\{.*?\}\}(?:[+-]\{\{.*?\}\})?(?:x\d+)?|\S+/g) ?? []).flatMap(parseItem);
}

/** `_x3` stands for three, `1x3` and `1+1x3` for four values. */
function parseItem(item: string): Notated[] {
  const many = /^(_|stale)(?:x(\d+))?$/.exec(item);
  if (many) {
    const value = many[1] === '_' ? 'omitted' : 'stale';
    const times = many[2] === undefined ? 1 : Number(many[2]) + (value === 'stale' ? 1 : 0);
    return Array.from({ length: times }, () => value);
  }
  if (item.startsWith('{{')) {
    const times = Number(/x(\d+)$/.exec(item)?.[1] ?? 0) + 1;
    return Array.from({ length: times }, () => ({ histogram: item }));
  }
  const steps = STEPS.exec(item);
  if (!steps) return [parseNumber(item)];
  const [, first = '', sign = '+', step = '0', times = '0'] = steps;
  const by = parseNumber(step) * (sign === '-' ? -1 : 1);
  const values: number[] = [parseNumber(first)];
  for (let i = 0; i < Number(times); i++) values.push((values[i] as number) + by);
  return values;
}
