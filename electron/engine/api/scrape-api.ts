import { TrivetError } from '../../../shared/contract/errors.ts';
import type { scrapeMethods, scrapeStreams } from '../../../shared/contract/scrape.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

const notYet = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

export function createScrapeApi(_context: EngineContext) {
  const methods: Handlers<{ methods: typeof scrapeMethods; streams: Record<never, never> }> = {
    'scrape.status': notYet,
    'scrape.now': notYet,
    'scrape.check': notYet,
    'scrape.answerOffer': notYet,
  };
  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof scrapeStreams }> = {
    'scrape.live': notYet,
  };
  return { methods, streams };
}
