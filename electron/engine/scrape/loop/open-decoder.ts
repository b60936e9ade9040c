import { type ExpositionFormat, expositionFormat } from '../../formats/exposition/content-type.ts';
import { decodeExposition } from '../../formats/exposition/decode-exposition.ts';
import type { ExpositionOutcome, ExpositionVisitor } from '../../formats/exposition/exposition.ts';
import type { SeriesCache } from '../../formats/exposition/series-cache.ts';
import { TextDecoder } from '../../formats/exposition/text-decoder.ts';
import type { ScrapeProtocol } from '../config/scrape-job.ts';

export interface BodyDecoder {
  /** @returns false once a fault has ended the document */
  write(chunk: Uint8Array): boolean;
  end(): ExpositionOutcome;
}

export interface OpenDecoderOptions<S> {
  contentType: string | undefined;
  fallbackProtocol: ScrapeProtocol | null;
  cache: SeriesCache<S>;
  visitor: ExpositionVisitor<S>;
}

const formats: Record<ScrapeProtocol, ExpositionFormat> = {
  PrometheusProto: 'protobuf',
  'OpenMetricsText0.0.1': 'openmetrics',
  'OpenMetricsText1.0.0': 'openmetrics',
  'PrometheusText0.0.4': 'text',
  'PrometheusText1.0.0': 'text',
};

/** The decoder for what a target says it sends; where it says nothing, the job's fallback, else plain text. */
export function openDecoder<S>(options: OpenDecoderOptions<S>): BodyDecoder {
  const { contentType, fallbackProtocol, cache, visitor } = options;
  if (/^text\/html\b/i.test(contentType ?? '')) throw new Error('the answer is a web page, not metrics');
  const fallback = fallbackProtocol ? formats[fallbackProtocol] : 'text';
  const format = expositionFormat(contentType, fallback);
  if (format === 'text' || format === 'openmetrics')
    return new TextDecoder({ dialect: format, cache, visitor });
  return whole(format, cache, visitor);
}

/** Of these formats nothing can be told before the end. */
function whole<S>(
  format: ExpositionFormat,
  cache: SeriesCache<S>,
  visitor: ExpositionVisitor<S>,
): BodyDecoder {
  const chunks: Uint8Array[] = [];
  return {
    write(chunk) {
      chunks.push(chunk);
      return true;
    },
    end: () => decodeExposition(format, Buffer.concat(chunks), cache, visitor),
  };
}
