import { expositionFormat } from '../../formats/exposition/content-type.ts';
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

/** The decoder for what a target says it sends; without a word of it, plain text. */
export function openDecoder<S>({ contentType, cache, visitor }: OpenDecoderOptions<S>): BodyDecoder {
  const format = expositionFormat(contentType, 'text');
  return new TextDecoder({ dialect: format === 'openmetrics' ? 'openmetrics' : 'text', cache, visitor });
}
