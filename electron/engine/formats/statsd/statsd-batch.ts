import { isUtf8 } from 'node:buffer';
import type { Label } from '../../../../shared/model/series.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import { BUCKETS, bucketOf } from './default-buckets.ts';
import { parseStatsdLine, type StatsdKind, type StatsdLine, type StatsdSample } from './statsd-line.ts';
import { parseStatsdCheck, parseStatsdEvent, type StatsdCheck, type StatsdEvent } from './statsd-message.ts';

/** What came of one series in a batch, put together as far as it can be without knowing what was before. */
export interface StatsdEntry {
  kind: StatsdKind;
  name: string;
  labels: Label[];
  containerId: string | null;
  /** Values, each as many times as its sample rate says. */
  count: number;
  /** Of a counter or the values of a timer or histogram; of a gauge the change since `set`, or since before. */
  sum: number;
  /** What a gauge was set to last; null where it was only changed. */
  set: number | null;
  /** Of timers and histograms, by BUCKETS, not cumulative; the last holds what is over all. */
  buckets: number[];
  /** Of a set. */
  members: string[];
  /** Of gauges with times of their own. */
  stamped: [timeS: number, value: number][];
}

export interface StatsdBatch {
  entries: StatsdEntry[];
  events: StatsdEvent[];
  checks: StatsdCheck[];
  /** Lines and values that cannot be read, and what is wrong with the first. */
  rejected: number;
  firstFault: string;
  /** Lines, tags and members over a limit. */
  limited: number;
}

const MOST_LINE_BYTES = 64 * 1024;
const MOST_LABEL_BYTES = 1024;
const MOST_NAME = 512;
const MOST_MEMBERS = 10_000;
const NEWLINE = 0x0a;

/** Gathers lines of one sender. */
export class StatsdCollector {
  readonly #limits: DecodeLimits;
  readonly #entries = new Map<string, StatsdEntry>();
  readonly #events: StatsdEvent[] = [];
  readonly #checks: StatsdCheck[] = [];
  #rejected = 0;
  #firstFault = '';
  #limited = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** The lines of a datagram, or of a connection as far as they are whole. */
  add(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      if (end > start) this.#line(bytes.subarray(start, end));
      start = end + 1;
    }
  }

  /** A line that was too long to be kept. */
  tooLong(): void {
    this.#limited++;
  }

  finish(): StatsdBatch {
    return {
      entries: [...this.#entries.values()],
      events: this.#events,
      checks: this.#checks,
      rejected: this.#rejected,
      firstFault: this.#firstFault,
      limited: this.#limited,
    };
  }

  #line(bytes: Uint8Array): void {
    if (bytes.length > MOST_LINE_BYTES) this.tooLong();
    else if (!isUtf8(bytes)) this.#reject('bytes that are no UTF-8');
    else this.#text(bytes);
  }

  #text(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').trimEnd();
    if (text === '') return;
    if (text.startsWith('_e{')) this.#keep(parseStatsdEvent(text), this.#events);
    else if (text.startsWith('_sc|')) this.#keep(parseStatsdCheck(text), this.#checks);
    else this.#metric(text);
  }

  #keep<T>(parsed: { ok: true; value: T } | { ok: false; error: string }, into: T[]): void {
    if (parsed.ok) into.push(parsed.value);
    else this.#reject(parsed.error);
  }

  #metric(text: string): void {
    const parsed = parseStatsdLine(text);
    if (!parsed.ok) {
      this.#reject(parsed.error);
      return;
    }
    const line = parsed.value;
    for (const fault of line.faults) this.#reject(`${line.name}: ${fault}`);
    const labels = this.#labels(line);
    const name = escapedName(line.name.slice(0, MOST_NAME));
    for (const sample of line.samples) {
      // Prometheus has no place for a counter that falls.
      if (sample.kind === 'counter' && sample.value < 0) this.#reject(`${name}: a counter cannot fall`);
      else this.#sample(this.#entry(name, labels, line.containerId, sample), sample);
    }
  }

  #labels({ tags, containerId }: StatsdLine): Label[] {
    const labels: Label[] = [];
    const all: Label[] = containerId === null ? tags : [...tags, ['container_id', containerId]];
    for (const [key, value] of all.slice(0, this.#limits.attributesPerItem)) {
      const name = escapedLabel(key);
      if (key.length > MOST_NAME || labels.some(([other]) => other === name)) this.#limited++;
      else labels.push([name, cutUtf8(value, MOST_LABEL_BYTES).replaceAll('\0', '\uFFFD')]);
    }
    return labels.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  #entry(name: string, labels: Label[], containerId: string | null, { kind }: StatsdSample): StatsdEntry {
    const key = `${kind}\0${name}\0${labels.map((label) => label.join('\0')).join('\0')}`;
    const known = this.#entries.get(key);
    if (known) return known;
    const observed = kind === 'timer' || kind === 'histogram';
    const buckets = observed ? new Array<number>(BUCKETS.length + 1).fill(0) : [];
    const empty = { count: 0, sum: 0, set: null, buckets, members: [], stamped: [] };
    const entry: StatsdEntry = { kind, name, labels, containerId, ...empty };
    this.#entries.set(key, entry);
    return entry;
  }

  #sample(entry: StatsdEntry, { kind, value, relative, weight, member, timeS }: StatsdSample): void {
    entry.count += weight;
    if (kind === 'set') {
      if (entry.members.length < MOST_MEMBERS) entry.members.push(member.slice(0, MOST_NAME));
      else this.#limited++;
    } else if (kind === 'gauge' && timeS !== null && !relative) entry.stamped.push([timeS, value]);
    else if (kind === 'gauge' && !relative) {
      entry.set = value;
      entry.sum = 0;
    } else entry.sum += value * weight;
    if (entry.buckets.length > 0) entry.buckets[bucketOf(value)]! += weight;
  }

  #reject(fault: string): void {
    this.#rejected++;
    if (this.#firstFault === '') this.#firstFault = fault;
  }
}

const names = new Map<string, string>();
const MOST_NAMES = 20_000;

/** As statsd_exporter's EscapeMetricName: whatever a name cannot have becomes an underscore. */
export function escapedName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const clean = name.replace(/[^a-zA-Z0-9_:]/gu, '_');
  const escaped = /^\d/.test(clean) ? `_${clean}` : clean;
  if (names.size >= MOST_NAMES) names.clear();
  names.set(name, escaped);
  return escaped;
}

const escapedLabel = (key: string): string => escapedName(key).replaceAll(':', '_');
