import type { LogFormat } from '../../../shared/log-format/formats.ts';
import { type LineSource, lineFlag, lineSource } from '../formats/line-sink.ts';
import { LogFacts } from '../formats/log-facts.ts';
import { detectSeverity } from '../formats/log-line.ts';
import { GAP_SEVERITY, type LineBatch, type RecordFacts } from '../storage/logs/line-batch.ts';
import type { RecordSink } from './door/line-joiner.ts';
import type { StreamLabels } from './door/pipeline/pipeline.ts';
import { PipelineCounts } from './door/pipeline/pipeline-counts.ts';
import { Treatment } from './door/treatment.ts';
import type { DoorTools } from './door-settings.ts';
import type { PatternTree } from './patterns/pattern-tree.ts';

/** What a sender said of a record beside its text. */
export interface GivenFacts {
  /** OTLP severity number; 0 where its text may say. */
  severity: number;
  /** As encodeExtras gives it. */
  extras: string;
}

const NANOS = 1_000_000_000n;
const NOTHING_GIVEN: GivenFacts = { severity: 0, extras: '' };

export interface RecordDoorOptions {
  batch: LineBatch;
  entity: string;
  tools: DoorTools;
  tree: PatternTree | null;
  /** What pipelines choose streams by. */
  labels?: StreamLabels;
  counts?: PipelineCounts;
  nowMs(): number;
}

/**
 * What a record goes through before it is stored, the same for every source: a pipeline's stages and redaction where
 * they are wanted, its format, time and severity from its text where the sender said nothing, and its pattern. Its facts
 * are one object, written anew for each record.
 */
export class RecordDoor implements RecordSink {
  readonly #options: RecordDoorOptions;
  readonly #facts: RecordFacts = {
    seconds: 0,
    nanos: 0,
    source: 0,
    flags: 0,
    severity: 0,
    format: 0,
    pattern: 0,
  };
  #tools: DoorTools;
  readonly #treatment: Treatment;
  /** What the text of the record at hand says. */
  #text: LogFacts;
  #lastSeconds = -1;
  #lastNanos = 0;
  /** Records cut at the limit. */
  truncated = 0;
  /** Raw lines of all records. */
  lines = 0;

  constructor(options: RecordDoorOptions) {
    this.#options = options;
    this.#tools = options.tools;
    this.#text = new LogFacts(this.#chosen);
    this.#treatment = new Treatment(options.labels ?? new Map(), options.counts ?? new PipelineCounts());
    this.#treatment.configure(options.tools);
  }

  startAt(seconds: number, nanos: number): void {
    this.#lastSeconds = seconds;
    this.#lastNanos = nanos;
  }

  configure(tools: DoorTools): void {
    const before = this.#chosen;
    this.#tools = tools;
    this.#treatment.configure(tools);
    if (this.#chosen !== before) this.#text = new LogFacts(this.#chosen);
  }

  /** What a pipeline says of records of several lines. */
  get firstLine(): Treatment['firstLine'] {
    return this.#treatment.firstLine;
  }

  /** The format that a person chose for the entity; null is found out. */
  get #chosen(): LogFormat | null {
    const { formats } = this.#tools;
    const { entity } = this.#options;
    return Object.hasOwn(formats, entity) ? (formats[entity] ?? null) : null;
  }

  record(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    lines: number,
    given: GivenFacts = NOTHING_GIVEN,
  ): void {
    this.lines += lines;
    if (flags & lineFlag.truncated) this.truncated++;
    this.#facts.source = source;
    this.#facts.flags = flags;
    if (this.#treatment.isNeeded && source !== lineSource.system) {
      this.#treat(seconds, nanos, bytes, start, end, given);
      return;
    }
    this.#store(seconds, nanos, bytes, start, end, given.severity, given.extras, 0);
  }

  #treat(
    seconds: number,
    nanos: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    { severity, extras }: GivenFacts,
  ): void {
    const treatment = this.#treatment;
    const nowMs = this.#options.nowMs();
    const time = seconds < 0 ? null : BigInt(seconds) * NANOS + BigInt(nanos);
    if (!treatment.apply(bytes, start, end, severity, extras, time, nowMs)) return;
    // The source's own time stays: readers of containers go on from it.
    const found = seconds < 0 ? treatment.timeUnixNano : null;
    this.#store(
      found === null ? seconds : Number(found / NANOS),
      found === null ? nanos : Number(found % NANOS),
      treatment.bytes,
      treatment.start,
      treatment.end,
      treatment.severity,
      treatment.extras,
      treatment.format,
    );
  }

  /** @param format 0 where it is to be found out */
  #store(
    seconds: number,
    nanos: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    severity: number,
    extras: string,
    format: number,
  ): void {
    const facts = this.#facts;
    const isSystem = facts.source === lineSource.system;
    if (!isSystem) this.#text.read(bytes, start, end);
    if (seconds < 0 && !isSystem) this.#timeOf(this.#text.seconds, this.#text.nanos);
    else this.#timeOf(seconds, nanos);
    this.#readText(bytes, start, end, severity);
    if (format > 0) facts.format = format;
    this.#options.batch.add(facts, bytes, start, end, extras);
  }

  /** Forgets what was counted; called with every block. */
  resetCounts(): void {
    this.truncated = 0;
    this.lines = 0;
  }

  #readText(bytes: Uint8Array, start: number, end: number, severity: number): void {
    const facts = this.#facts;
    facts.format = 0;
    facts.pattern = 0;
    // Notes of the daemon and of Trivet itself belong to no program's templates.
    if (facts.source === lineSource.system) {
      facts.severity = facts.flags & lineFlag.gap ? GAP_SEVERITY : detectSeverity(bytes, start, end);
      return;
    }
    const text = this.#text;
    facts.format = text.format;
    facts.severity = severity || text.severity;
    const ms = facts.seconds * 1000 + Math.floor(facts.nanos / 1_000_000);
    const { messageStart, messageEnd } = text;
    const { tree } = this.#options;
    if (tree) facts.pattern = tree.add(bytes, messageStart, messageEnd, facts.severity, ms, start, end);
  }

  /** The source's own time, else what the text says, else that of the record before, else now. */
  #timeOf(seconds: number, nanos: number): void {
    if (seconds >= 0) {
      this.#lastSeconds = seconds;
      this.#lastNanos = nanos;
    } else if (this.#lastSeconds < 0) {
      const nowMs = this.#options.nowMs();
      this.#lastSeconds = Math.floor(nowMs / 1000);
      this.#lastNanos = Math.floor(nowMs % 1000) * 1_000_000;
    }
    this.#facts.seconds = this.#lastSeconds;
    this.#facts.nanos = this.#lastNanos;
  }
}
