import type { CutParts } from '../../../../shared/contract/sampling.ts';
import type { Result } from '../../../../shared/util/result.ts';
import type { SpanBatch } from '../spans/span-batch.ts';

export interface DecodedTraces {
  batch: SpanBatch;
  /** Spans that cannot be stored, and what is wrong with the first of them. */
  rejected: number;
  firstFault: string;
  /** Parts that were cut off spans to hold them to the limits; the spans say so too. */
  cut: CutParts;
}

/** Why a request is refused as a whole: it is no request, or it holds too much. */
export interface RequestFault {
  kind: 'malformed' | 'too many';
  message: string;
}

export type DecodeResult = Result<DecodedTraces, RequestFault>;

export const tooMany = (items: number): RequestFault => ({
  kind: 'too many',
  message: `more than ${items} spans in one request`,
});
