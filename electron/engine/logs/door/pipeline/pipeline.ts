import type { RE2JS } from 're2js';
import { textSeverity } from '../../../../../shared/log-format/severity.ts';
import { spanIdOf, traceIdOf } from '../../../../../shared/log-format/trace-ids.ts';
import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { type PipelineRecord, runStages, type Stage } from './pipeline-record.ts';

/** What a stream is known by: `container`, `compose_project`, `compose_service`, `service`, `filename`, `entity`, `source`. */
export type StreamLabels = ReadonlyMap<string, string>;

export interface PipelineOptions {
  name: string;
  isTaken(stream: StreamLabels): boolean;
  /** What every record of it is given. */
  labels: ReadonlyMap<string, string>;
  stages: readonly Stage[];
  /** Of a record of several lines. */
  firstLine: { pattern: RE2JS; maxLines: number; maxWaitMs: number } | null;
}

/** What the stages made of a record. */
export interface PipelineOutcome {
  /** Why it is left out, null where it is not. */
  dropped: string | null;
  body: string;
  timeUnixNano: bigint | null;
  /** OTLP severity number; 0 where no stage found a level. */
  severity: number;
  attributes: Attributes;
  traceId: string;
  spanId: string;
}

const LEVELS = ['level', 'severity', 'lvl', 'loglevel', 'log_level'];
const TRACES = ['trace_id', 'traceID', 'traceId', 'traceid'];
const SPANS = ['span_id', 'spanID', 'spanId', 'spanid'];
const MOST_ATTRIBUTES = 128;

/** The stages of one pipeline, and for which streams they are. */
export class Pipeline {
  readonly #options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get firstLine(): PipelineOptions['firstLine'] {
    return this.#options.firstLine;
  }

  takes(stream: StreamLabels): boolean {
    return this.#options.isTaken(stream);
  }

  /** @param timeUnixNano what the source gave, null for nothing */
  run(line: string, stream: StreamLabels, timeUnixNano: bigint | null, nowMs: number): PipelineOutcome {
    const record: PipelineRecord = {
      line,
      timeUnixNano,
      extracted: new Map(),
      labels: new Map(this.#options.labels),
      given: stream,
      used: new Set(),
      dropped: null,
      nowMs,
    };
    runStages(this.#options.stages, record);
    return {
      dropped: record.dropped,
      body: record.line,
      timeUnixNano: record.timeUnixNano,
      severity: severityOf(record),
      attributes: attributesOf(record),
      traceId: idOf(record, TRACES, traceIdOf),
      spanId: idOf(record, SPANS, spanIdOf),
    };
  }
}

const found = ({ labels, extracted }: PipelineRecord, name: string) =>
  labels.get(name) ?? extracted.get(name);

function severityOf(record: PipelineRecord): number {
  for (const name of LEVELS) {
    const value = found(record, name);
    const severity = value === undefined || value === null ? 0 : textSeverity(String(value));
    if (severity > 0) return severity;
  }
  return 0;
}

function idOf(record: PipelineRecord, names: readonly string[], read: typeof traceIdOf): string {
  for (const name of names) {
    const id = read(name, found(record, name) ?? null);
    if (id !== '') return id;
  }
  return '';
}

/** Labels, and what was extracted but became neither the line nor the time. */
function attributesOf({ labels, extracted, used }: PipelineRecord): Attributes {
  const attributes: Attributes = [...labels];
  for (const [name, value] of extracted) {
    if (value !== null && !labels.has(name) && !used.has(name)) attributes.push([name, value]);
  }
  return attributes.slice(0, MOST_ATTRIBUTES);
}
