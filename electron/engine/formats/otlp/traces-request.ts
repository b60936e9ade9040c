import type { Result } from '../../../../shared/util/result.ts';
import type { SpanBatch } from '../spans/span-batch.ts';

export interface DecodedTraces {
  batch: SpanBatch;
  /** Spans that cannot be stored, and what is wrong with the first of them. */
  rejected: number;
  firstFault: string;
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
