import type { ScopeSpans } from '../../../../shared/model/span.ts';
import { encodeJaegerJson } from '../../formats/jaeger-encode.ts';
import { encodeOtlpJson } from '../../formats/otlp-encode.ts';
import { encodeZipkinJson } from '../../formats/zipkin-encode.ts';
import type { StatementCache } from '../session.ts';
import { traceSpans } from './span-detail.ts';

const encoders = {
  otlp: encodeOtlpJson,
  jaeger: encodeJaegerJson,
  zipkin: encodeZipkinJson,
} satisfies Record<string, (scopeSpans: readonly ScopeSpans[]) => string>;

/** A trace as the text of a file; null when it is not stored. It is written here, away from what receives. */
export function* exportTrace(
  session: StatementCache,
  { traceId, format }: { traceId: string; format: keyof typeof encoders },
): Generator<void, string | null, void> {
  const scopeSpans = yield* traceSpans(session, { traceId });
  yield;
  return scopeSpans && encoders[format](scopeSpans);
}
