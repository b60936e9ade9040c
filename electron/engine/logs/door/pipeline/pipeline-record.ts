import type { AttributeValue } from '../../../../../shared/model/attributes.ts';

/** A record on its way through the stages of a pipeline, as Promtail has it: the line, and what was found out about it. */
export interface PipelineRecord {
  line: string;
  /** Nanoseconds since the epoch; null until a stage finds one. */
  timeUnixNano: bigint | null;
  /** What stages find for those behind them. */
  readonly extracted: Map<string, AttributeValue>;
  /** What stages say to be kept as labels. */
  readonly labels: Map<string, string>;
  /** What the stream is known by: container, compose_service, filename and so on; selectors see them. */
  readonly given: ReadonlyMap<string, string>;
  /** Extracted values that became the line or the time, and would be kept twice. */
  readonly used: Set<string>;
  /** Why it is left out. */
  dropped: string | null;
  nowMs: number;
}

export interface Stage {
  run(record: PipelineRecord): void;
}

/** A value as stages see it when they want text; null where there is none. */
export function extractedText(record: PipelineRecord, name: string): string | null {
  const value = record.extracted.get(name);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : String(value);
}

/** What a stage works on: an extracted value, or the line where it names no source. */
export const sourceText = (record: PipelineRecord, source: string | undefined): string | null =>
  source === undefined ? record.line : extractedText(record, source);

export const labelOf = (record: PipelineRecord, name: string): string =>
  record.labels.get(name) ?? record.given.get(name) ?? '';

export function runStages(stages: readonly Stage[], record: PipelineRecord): void {
  for (const stage of stages) {
    if (record.dropped !== null) return;
    stage.run(record);
  }
}
