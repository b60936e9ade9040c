import { err, ok } from '../../../../shared/util/result.ts';
import type { IngestOutcome } from '../../traces/trace-ingest.ts';
import { busy, type GrpcAnswer } from './grpc-server.ts';
import { GrpcCode } from './grpc-status.ts';

const codes = {
  malformed: GrpcCode.invalidArgument,
  'too large': GrpcCode.resourceExhausted,
  'too many': GrpcCode.resourceExhausted,
  failed: GrpcCode.internal,
} as const;

/**
 * What became of what was sent in gRPC's words (OTLP specification, "Failures"): only UNAVAILABLE brings the sender back.
 *
 * @param stored the response message for what is committed
 */
export function answerIngest(
  outcome: IngestOutcome,
  stored: (rejected: number, message: string) => Uint8Array,
): GrpcAnswer {
  if (outcome.kind === 'stored') return ok(stored(outcome.rejected, outcome.message));
  if (outcome.kind === 'unavailable') return err(busy(outcome.message));
  return err({ code: codes[outcome.kind], message: outcome.message });
}
