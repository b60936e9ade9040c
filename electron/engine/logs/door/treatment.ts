import { logFormats } from '../../../../shared/log-format/formats.ts';
import { decodeExtras, encodeExtras } from '../../storage/logs/extras.ts';
import type { DoorTools } from '../door-settings.ts';
import type { Pipeline, PipelineOutcome, StreamLabels } from './pipeline/pipeline.ts';
import type { ChosenPipeline } from './pipeline/pipeline-choice.ts';
import type { PipelineCounts } from './pipeline/pipeline-counts.ts';
import type { Redactor } from './redactor.ts';

const PIPELINE_FORMAT = logFormats.indexOf('pipeline');

/**
 * What a person wants done to the records of one stream before they are looked at: the stages of a pipeline file, then
 * redaction. `apply` leaves its outcome in the fields.
 */
export class Treatment {
  readonly #stream: StreamLabels;
  readonly #counts: PipelineCounts;
  #pipeline: ChosenPipeline | null = null;
  #redactor: Redactor | null = null;
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  extras = '';
  severity = 0;
  /** Of a record whose source gives no time; null where no stage found one. */
  timeUnixNano: bigint | null = null;
  /** Place in the list of formats; 0 where it is still to be found. */
  format = 0;

  constructor(stream: StreamLabels, counts: PipelineCounts) {
    this.#stream = stream;
    this.#counts = counts;
  }

  configure({ pipelines, redactor }: DoorTools): void {
    this.#pipeline = pipelines.find(({ pipeline }) => pipeline.takes(this.#stream)) ?? null;
    this.#redactor = redactor;
  }

  /** False while records may pass by. */
  get isNeeded(): boolean {
    return this.#pipeline !== null || this.#redactor !== null;
  }

  get firstLine(): Pipeline['firstLine'] {
    return this.#pipeline?.pipeline.firstLine ?? null;
  }

  /** Whether the record is kept. The bytes are valid until the next call. */
  apply(
    bytes: Uint8Array,
    start: number,
    end: number,
    severity: number,
    extras: string,
    timeUnixNano: bigint | null,
    nowMs: number,
  ): boolean {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.severity = severity;
    this.extras = extras;
    this.timeUnixNano = timeUnixNano;
    this.format = 0;
    if (this.#pipeline && !this.#runPipeline(this.#pipeline, nowMs)) return false;
    if (this.#redactor) this.#redact(this.#redactor);
    return true;
  }

  #runPipeline({ path, pipeline }: ChosenPipeline, nowMs: number): boolean {
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    const line = text.toString('utf8', this.start, this.end);
    const outcome = pipeline.run(line, this.#stream, this.timeUnixNano, nowMs);
    this.#counts.add(path, outcome.dropped !== null);
    if (outcome.dropped !== null) return false;
    if (outcome.body !== line) this.#replaceText(outcome.body);
    this.severity ||= outcome.severity;
    this.timeUnixNano = outcome.timeUnixNano;
    this.#addExtras(outcome);
    return true;
  }

  /** What the text said is among the attributes now; unchanged text is still read in its own format. */
  #replaceText(text: string): void {
    const bytes = Buffer.from(text);
    this.bytes = bytes;
    this.start = 0;
    this.end = bytes.length;
    this.format = PIPELINE_FORMAT;
  }

  #addExtras({ attributes, traceId, spanId }: PipelineOutcome): void {
    if (attributes.length === 0 && traceId === '') return;
    const before = decodeExtras(this.extras);
    this.extras = encodeExtras({
      traceId: before.traceId || traceId,
      spanId: before.spanId || (before.traceId ? '' : spanId),
      attributes: [...before.attributes, ...attributes],
    });
  }

  #redact(redactor: Redactor): void {
    if (redactor.redact(this.bytes, this.start, this.end)) {
      this.bytes = redactor.bytes;
      this.start = 0;
      this.end = redactor.length;
    }
    if (this.extras === '') return;
    const { attributes, ...ids } = decodeExtras(this.extras);
    const clean = redactor.attributes(attributes);
    if (clean !== attributes) this.extras = encodeExtras({ ...ids, attributes: clean });
  }
}
