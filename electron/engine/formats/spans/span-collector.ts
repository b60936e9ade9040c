import type { CutParts } from '../../../../shared/contract/sampling.ts';
import type { Resource, Scope, Span } from '../../../../shared/model/span.ts';
import { FormatFault, faultText } from '../fault.ts';
import type { DecodeLimits } from '../limits.ts';
import { limitAttributes } from '../otlp/span-part-checks.ts';
import type { DecodedTraces } from '../otlp/traces-request.ts';
import { countCut, limitSpan } from './limit-span.ts';
import { LATEST_NANO, SpanBatchBuilder } from './span-batch-builder.ts';

export const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };

const MOST_FAULT_TEXT = 300;

/** Takes the spans of one request as their decoder makes them, held to the limits, and counts those it cannot store. */
export class SpanCollector {
  readonly #limits: DecodeLimits;
  readonly #builder: SpanBatchBuilder;
  readonly #limited = new Map<Resource, Resource>();
  #rejected = 0;
  #firstFault = '';
  readonly #cut: CutParts = { attributes: 0, events: 0, links: 0 };

  constructor(limits: DecodeLimits, spans = 64, bytes = 4096) {
    this.#limits = limits;
    this.#builder = new SpanBatchBuilder(spans, bytes);
  }

  get count(): number {
    return this.#builder.count;
  }

  get bytes(): number {
    return this.#builder.payloadBytes;
  }

  /** Spans that were kept or counted. */
  get seen(): number {
    return this.#builder.count + this.#rejected;
  }

  /** Resources and scopes are told apart by identity. */
  add(resource: Resource, scope: Scope, span: Span): void {
    if (span.startTimeUnixNano + span.durationNano > LATEST_NANO) {
      this.reject('a time after the year 2262');
      return;
    }
    const held = limitSpan(span, this.#limits);
    countCut(this.#cut, span, held);
    // Formats without counts of what the sender dropped: what a span says to miss its decoder has cut off.
    this.#cut.attributes += span.droppedAttributesCount;
    this.#cut.events += span.droppedEventsCount;
    this.#cut.links += span.droppedLinksCount;
    this.#builder.add(this.#limitedOf(resource), scope, held);
  }

  reject(fault: string, spans = 1): void {
    if (this.#rejected === 0) this.#firstFault = fault.slice(0, MOST_FAULT_TEXT);
    this.#rejected += spans;
  }

  /** A span that its decoder threw at; any other error is passed on. */
  fault(error: unknown): void {
    if (!(error instanceof FormatFault)) throw error;
    this.reject(faultText(error));
  }

  /** To be called once, at the end. */
  finish(): DecodedTraces {
    return {
      batch: this.#builder.finish(),
      rejected: this.#rejected,
      firstFault: this.#firstFault,
      cut: this.#cut,
    };
  }

  #limitedOf(resource: Resource): Resource {
    let limited = this.#limited.get(resource);
    if (!limited) {
      limited = { attributes: limitAttributes(resource.attributes, this.#limits) };
      this.#limited.set(resource, limited);
    }
    return limited;
  }
}
