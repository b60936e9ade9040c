import type { ExpositionFormat } from './content-type.ts';
import {
  defaultExpositionLimits,
  type ExpositionLimits,
  type ExpositionOutcome,
  type ExpositionVisitor,
} from './exposition.ts';
import { decodeJsonExposition } from './json-decoder.ts';
import { decodeProtobufExposition } from './protobuf-decoder.ts';
import type { SeriesCache } from './series-cache.ts';
import { TextDecoder } from './text-decoder.ts';

/**
 * Tells the visitor what stands in a whole document. A fault in it is in the outcome; nothing is thrown but what the
 * visitor throws. Afterwards `cache.gone` has what the document lacks.
 */
export function decodeExposition<S>(
  format: ExpositionFormat,
  body: Uint8Array,
  cache: SeriesCache<S>,
  visitor: ExpositionVisitor<S>,
  limits: ExpositionLimits = defaultExpositionLimits,
): ExpositionOutcome {
  if (format === 'protobuf') return decodeProtobufExposition(body, cache, visitor, limits);
  if (format === 'json') return decodeJsonExposition(body, cache, visitor, limits);
  const decoder = new TextDecoder({ dialect: format, cache, visitor, limits });
  decoder.write(body);
  return decoder.end();
}
