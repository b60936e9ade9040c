import type { Attributes } from '../../../../shared/model/attributes.ts';
import { attribute } from '../../../../shared/model/attributes.ts';
import { FormatFault } from '../fault.ts';
import { type Slice, Track } from './slice.ts';
import { decodeTraceEvent, type TraceEvent } from './trace-event.ts';

/** Events that one file may hold: all of them are kept until its end, for nothing in it is sorted. */
const MOST_EVENTS = 2_000_000;

export interface Process {
  name: string;
  labels: Attributes;
}

interface Flow {
  event: TraceEvent;
  ends: boolean;
}

/**
 * Collects the events of a Chrome trace and makes slices of them: X as it is, B with E on its thread, b with e of
 * their id; instants become events of what runs then, flows links from where they end to where they began, and metadata
 * the names of processes and threads.
 */
export class ChromeTrace {
  readonly slices: Slice[] = [];
  readonly processes = new Map<string, Process>();
  readonly threads = new Map<string, string>();
  /** Samples of counters, which are metrics. */
  counters = 0;
  /** Events that tell of no stretch of time, by phase. */
  readonly others = new Map<string, number>();
  /** Ends whose begin is not in the file. */
  unbegun = 0;
  readonly #tracks = new Map<string, Track>();
  readonly #asyncTracks = new Map<string, Track>();
  readonly #instants: TraceEvent[] = [];
  readonly #flows: Flow[] = [];
  #events = 0;
  #last = 0n;

  /** @throws FormatFault */
  add(value: Readonly<Record<string, unknown>>): void {
    if (++this.#events > MOST_EVENTS) {
      throw new FormatFault('', `at most ${MOST_EVENTS} events in a Chrome trace`, null, 'more');
    }
    const event = decodeTraceEvent(value);
    if (event.phase === 'M') this.#metadata(event);
    else if (event.ts === null) throw new FormatFault('ts', 'microseconds as a number', undefined);
    else this.#timed(event, event.ts);
  }

  /** Ends what was left open and connects everything. */
  finish(): void {
    for (const tracks of [this.#tracks, this.#asyncTracks]) {
      for (const track of tracks.values()) {
        for (const slice of track.open.splice(0)) {
          slice.end = laterOf(this.#last, slice.start);
          slice.warning = 'has no end';
        }
        track.nest();
      }
    }
    for (const instant of this.#instants) this.#instant(instant);
    this.#connectFlows();
  }

  #timed(event: TraceEvent, ts: bigint): void {
    const end = ts + (event.duration ?? 0n);
    if (end > this.#last) this.#last = end;
    switch (event.phase) {
      case 'X':
        this.#trackOf(event).add(this.#slice(event, ts, end));
        return;
      case 'B':
        this.#begin(this.#trackOf(event), event, ts);
        return;
      case 'E':
        this.#end(this.#trackOf(event), event, ts, false);
        return;
      case 'b':
      case 'S':
        this.#begin(this.#asyncTrackOf(event), event, ts);
        return;
      case 'e':
      case 'F':
        this.#end(this.#asyncTrackOf(event), event, ts, true);
        return;
      case 'i':
      case 'I':
      case 'n':
      case 'T':
      case 'p':
        this.#instants.push(event);
        return;
      case 's':
      case 't':
      case 'f':
        this.#flows.push({ event, ends: event.phase === 'f' });
        return;
      case 'C':
        this.counters += Math.max(1, event.attributes.length);
        return;
      default:
        this.others.set(event.phase, (this.others.get(event.phase) ?? 0) + 1);
    }
  }

  #begin(track: Track, event: TraceEvent, ts: bigint): void {
    const slice = this.#slice(event, ts, ts);
    slice.async = event.phase !== 'B';
    track.add(slice);
    track.open.push(slice);
  }

  /** An end belongs to the innermost open begin; an async one to that of its name. Its args are added. */
  #end(track: Track, event: TraceEvent, ts: bigint, named: boolean): void {
    const at = named
      ? track.open.findLastIndex(({ name }) => name === event.name || event.name === '')
      : track.open.length - 1;
    const slice = at < 0 ? undefined : track.open.splice(at, 1)[0];
    if (!slice) {
      this.unbegun++;
      return;
    }
    slice.end = laterOf(ts, slice.start);
    if (ts < slice.start) slice.warning = `ended ${slice.start - ts} ns before it started`;
    slice.attributes.push(...event.attributes);
  }

  #slice(event: TraceEvent, start: bigint, end: bigint): Slice {
    const { pid, tid, name, category, attributes } = event;
    const slice: Slice = {
      no: this.slices.length + 1,
      pid,
      tid,
      name,
      category,
      start,
      end,
      attributes,
      events: [],
      links: [],
      parent: null,
      warning: null,
      async: false,
    };
    this.slices.push(slice);
    return slice;
  }

  /** What happens while nothing runs is a slice of its own, without length. */
  #instant(event: TraceEvent): void {
    const ts = event.ts ?? 0n;
    const track = event.id === '' ? this.#trackOf(event) : this.#asyncTrackOf(event);
    const around = track.enclosing(ts);
    if (around) {
      const { name, attributes } = event;
      around.events.push({ timeUnixNano: ts as never, name, attributes, droppedAttributesCount: 0 });
    } else this.#slice(event, ts, ts);
  }

  /** A flow runs through the slices that its steps lie in; each is linked to the one before. */
  #connectFlows(): void {
    const before = new Map<string, Slice>();
    const inTime = this.#flows.sort((a, b) => Number((a.event.ts ?? 0n) - (b.event.ts ?? 0n)));
    for (const { event, ends } of inTime) {
      const track = this.#trackOf(event);
      const ts = event.ts ?? 0n;
      const slice =
        ends && !event.bindsEnclosing ? (track.next(ts) ?? track.enclosing(ts)) : track.enclosing(ts);
      const key = `${event.category} ${event.name} ${event.id}`;
      const from = event.phase === 's' ? undefined : before.get(key);
      if (slice && from && from !== slice) {
        const attributes: Attributes = [['flow', event.name]];
        slice.links.push({ traceId: '', spanId: String(from.no), traceState: '', attributes });
      }
      if (slice) before.set(key, slice);
    }
  }

  #metadata(event: TraceEvent): void {
    const named = attribute(event.attributes, 'name');
    const process = this.processes.get(event.pid) ?? { name: '', labels: [] };
    if (event.name === 'process_name' && typeof named === 'string') process.name = named;
    else if (event.name === 'process_labels') process.labels.push(...event.attributes);
    else if (event.name === 'thread_name' && typeof named === 'string') {
      this.threads.set(`${event.pid} ${event.tid}`, named);
    }
    this.processes.set(event.pid, process);
  }

  #trackOf({ pid, tid }: TraceEvent): Track {
    return trackIn(this.#tracks, `${pid} ${tid}`);
  }

  #asyncTrackOf({ category, id, pid }: TraceEvent): Track {
    return trackIn(this.#asyncTracks, `${category} ${id === '' ? pid : id}`);
  }
}

const laterOf = (a: bigint, b: bigint): bigint => (a < b ? b : a);

function trackIn(tracks: Map<string, Track>, key: string): Track {
  let track = tracks.get(key);
  if (!track) {
    track = new Track();
    tracks.set(key, track);
  }
  return track;
}
