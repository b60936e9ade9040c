import type { Label } from '../../../../shared/model/series.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';

/** How a value counts: timers come in milliseconds and are seconds here; histograms and distributions are alike. */
export type StatsdKind = 'counter' | 'gauge' | 'timer' | 'histogram' | 'set';

export interface StatsdSample {
  kind: StatsdKind;
  /** A set's member as it was sent; NaN is its value. */
  member: string;
  value: number;
  /** A gauge that changes by the value instead of becoming it. */
  relative: boolean;
  /** How many values one stands for, by the sample rate; a counter's value is already multiplied. */
  weight: number;
  /** Seconds since the epoch, where the sender told when it measured (DogStatsD 1.3). */
  timeS: number | null;
}

/** One line: a name, its tags, and one value or several. */
export interface StatsdLine {
  /** As it was sent, without tags. */
  name: string;
  /** Names and values as sent, of whatever style. */
  tags: Label[];
  containerId: string | null;
  samples: StatsdSample[];
  /** Values that are no values; the line's others count. */
  faults: string[];
}

const KINDS = new Map<string, StatsdKind>([
  ['c', 'counter'],
  ['g', 'gauge'],
  ['ms', 'timer'],
  ['h', 'histogram'],
  ['d', 'histogram'],
  ['s', 'set'],
]);

const MOST_TAGS = 64;
const MOST_VALUES = 1_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Reads a line of StatsD (github.com/statsd/statsd/blob/master/docs/metric_types.md) or DogStatsD (docs.datadoghq.com,
 * "Datagram Format"), with tags in DogStatsD's, InfluxDB's, Librato's or SignalFX's style, and with several values. The
 * error is what is wrong with the line as a whole.
 */
export function parseStatsdLine(text: string): Result<StatsdLine, string> {
  const named = splitName(text);
  if (named === null) return err('no name and value parted by a colon');
  const { name, tags, inBrackets, rest } = named;
  const line: StatsdLine = { name, tags, containerId: null, samples: [], faults: [] };
  const parts = rest.split('|');
  if (parts.length < 2) return err('no type behind the value');
  const fault = parts[0]!.includes(':')
    ? readAggregated(parts, inBrackets, line)
    : readValues(parts, line, parts[0]!);
  if (fault !== null) return err(fault);
  return ok(line);
}

/** Where tags of the name's own styles end, and the values begin. */
function splitName(text: string) {
  const colon = text.indexOf(':');
  if (colon <= 0) return null;
  const whole = text.slice(0, colon);
  const open = whole.indexOf('[');
  const close = whole.indexOf(']');
  const rest = text.slice(colon + 1);
  if (open >= 0 && close > open) {
    const tags = namedTags(whole.slice(open + 1, close));
    const name = whole.slice(0, open) + whole.slice(close + 1);
    return name === '' ? null : { name, tags, inBrackets: true, rest };
  }
  // One bracket alone is part of a name.
  const at = open >= 0 || close >= 0 ? -1 : whole.search(/[#,]/);
  if (at < 0) return { name: whole, tags: [], inBrackets: false, rest };
  return at === 0
    ? null
    : { name: whole.slice(0, at), tags: namedTags(whole.slice(at + 1)), inBrackets: false, rest };
}

/** `a=b,c=d`; what has no value is left out. */
const namedTags = (text: string): Label[] => readTags(text, '=');

function readTags(text: string, separator: string): Label[] {
  const tags: Label[] = [];
  for (const tag of text.split(',')) {
    const clean = tag.startsWith('#') ? tag.slice(1) : tag;
    const at = clean.indexOf(separator);
    if (at > 0 && at < clean.length - 1 && tags.length < MOST_TAGS)
      tags.push([clean.slice(0, at), clean.slice(at + 1)]);
  }
  return tags;
}

/** DogStatsD 1.1: several values in front of one type, of timers, histograms and distributions. */
function readAggregated(parts: string[], inBrackets: boolean, line: StatsdLine): string | null {
  const values = parts[0]!.split(':');
  if (inBrackets || !['ms', 'h', 'd'].includes(parts[1]!)) return 'several values of a type that has one';
  if (values.length > MOST_VALUES) return `more than ${MOST_VALUES} values`;
  const tags = line.tags;
  for (const value of values) {
    // Every value has the same tags, which are read once.
    line.tags = tags;
    const fault = readValues(parts, line, value);
    if (fault !== null) return fault;
  }
  return null;
}

/** `value|type|@rate|#tags|c:id|T time`, and behind a colon the next value with its own type. */
function readValues(parts: readonly string[], line: StatsdLine, first: string): string | null {
  let value = first;
  for (let i = 1; i < parts.length; ) {
    const [type, afterType] = cut(parts[i++]!);
    let next = afterType;
    const extras: Extras = { rate: 1, timeS: null, fault: null };
    while (next === null && i < parts.length) {
      const [extra, after] = readExtra(parts[i++]!, line, extras);
      if (extra !== null) return extra;
      next = after;
    }
    addSample(line, type, value, extras);
    if (line.samples.length > MOST_VALUES) return `more than ${MOST_VALUES} values`;
    if (next === null) return null;
    value = next;
    if (i >= parts.length) line.faults.push('no type behind the value');
  }
  return null;
}

interface Extras {
  rate: number;
  timeS: number | null;
  fault: string | null;
}

function cut(text: string): [before: string, after: string | null] {
  const at = text.indexOf(':');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** Answers what spoils the whole line, and the next value where one follows. */
function readExtra(
  part: string,
  line: StatsdLine,
  extras: Extras,
): [fault: string | null, next: string | null] {
  if (part.startsWith('#')) {
    if (line.tags.length > 0 && line.samples.length === 0) return ['tags of two styles', null];
    line.tags = readTags(part.slice(1), ':');
    return [null, null];
  }
  if (part.startsWith('c:')) {
    if (part.length === 2) return ['a container id without an id', null];
    line.containerId = part.slice(2);
    return [null, null];
  }
  // External data and cardinality (DogStatsD 1.4 and 1.5) say how an agent is to enrich.
  if (part.startsWith('e:') || part.startsWith('card:')) return [null, null];
  const [text, next] = cut(part);
  if (text.startsWith('@')) readRate(text.slice(1), extras);
  else if (text.startsWith('T')) extras.timeS = /^T\d{1,15}$/.test(text) ? Number(text.slice(1)) : null;
  else if (text !== '') extras.fault = `"${text.slice(0, 40)}" is no sample rate, tag or container id`;
  return [null, next];
}

function readRate(text: string, extras: Extras): void {
  const rate = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(rate >= 0)) extras.fault = `"${text.slice(0, 40)}" is no sample rate`;
  else if (rate > 0) extras.rate = rate;
}

function addSample(line: StatsdLine, type: string, text: string, { rate, timeS, fault }: Extras): void {
  const kind = KINDS.get(type);
  const number = kind === 'set' ? Number.NaN : NUMBER.test(text) ? Number(text) : null;
  const wrong = fault ?? faultOf(kind, text, number);
  if (wrong !== null) {
    line.faults.push(wrong);
    return;
  }
  const value = kind === 'timer' ? number! / 1000 : kind === 'counter' ? number! / rate : number!;
  const weight = kind === 'counter' || kind === 'gauge' ? 1 : Math.max(1, Math.floor(1 / rate + 1e-9));
  const relative = kind === 'gauge' && isSigned(text);
  line.samples.push({ kind: kind!, member: text, value, relative, weight, timeS });
}

const isSigned = (text: string) => text.startsWith('+') || text.startsWith('-');

function faultOf(kind: StatsdKind | undefined, text: string, number: number | null): string | null {
  if (!kind) return 'a type that is none of c, g, ms, h, d and s';
  if (text === '') return 'no value';
  if (number === null || number === Number.POSITIVE_INFINITY) return `"${text.slice(0, 40)}" is no number`;
  // A sign is a change by so much, which only gauges and counters know; zero is zero either way.
  if (isSigned(text) && kind !== 'gauge' && kind !== 'counter' && number !== 0)
    return 'a sign where none can be';
  return null;
}
