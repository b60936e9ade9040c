import type { Attributes } from '../../../../shared/model/attributes.ts';
import { objectAttributes } from '../console/plain-attributes.ts';
import { FormatFault } from '../fault.ts';
import { isObject, type JsonObject, own, textOrEmpty } from '../json-values.ts';

/** One event of a Chrome trace ("Trace Event Format", the Catapult project's document). Times are nanoseconds. */
export interface TraceEvent {
  phase: string;
  name: string;
  category: string;
  /** Null where it has none, as metadata has. */
  ts: bigint | null;
  duration: bigint | null;
  pid: string;
  tid: string;
  /** Pairs async and flow events; '' for all others. */
  id: string;
  /** Of a flow's end: it belongs to the slice that encloses it, not to the next one. */
  bindsEnclosing: boolean;
  attributes: Attributes;
}

/** By its content: an event has a phase of one or two letters, and says of which process. */
export const isTraceEvent = (value: JsonObject): boolean => {
  const phase = own(value, 'ph');
  return typeof phase === 'string' && phase.length <= 2 && own(value, 'traceId') === undefined;
};

/** @throws FormatFault */
export function decodeTraceEvent(json: JsonObject): TraceEvent {
  const phase = textOrEmpty(json.ph, 'ph');
  return {
    phase,
    name: textOrEmpty(json.name, 'name'),
    category: textOrEmpty(json.cat, 'cat'),
    ts: json.ts === undefined ? null : nanos(json.ts, 'ts'),
    duration: json.dur === undefined ? null : nanos(json.dur, 'dur'),
    pid: idText(json.pid),
    tid: idText(json.tid),
    id: eventId(json),
    bindsEnclosing: json.bp === 'e',
    attributes: isObject(json.args) ? objectAttributes(json.args, 'args') : [],
  };
}

const idText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '0';

/** `id2.local` counts inside its process; `scope` keeps equal ids apart. */
function eventId(json: JsonObject): string {
  const id2 = isObject(json.id2) ? json.id2 : {};
  const local = own(id2, 'local');
  const scope = typeof json.scope === 'string' ? json.scope : '';
  if (local !== undefined) return `${scope} ${idText(json.pid)} ${idText(local)}`;
  const id = own(id2, 'global') ?? json.id ?? json.bind_id;
  return id === undefined ? '' : `${scope} ${idText(id)}`;
}

/** The largest number of microseconds whose nanoseconds fit 62 bits, so that a start and a length never overflow. */
const MOST_MICROS = 4_611_686_018_427_000;

function nanos(value: unknown, path: string): bigint {
  const micros = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof micros !== 'number' || !(micros >= 0 && micros <= MOST_MICROS)) {
    throw new FormatFault(path, 'microseconds as a number', value);
  }
  const whole = Math.floor(micros);
  return BigInt(whole) * 1000n + BigInt(Math.round((micros - whole) * 1000));
}
