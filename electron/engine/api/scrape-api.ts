import { TrivetError } from '../../../shared/contract/errors.ts';
import type { ScrapeStatus, scrapeMethods, scrapeStreams } from '../../../shared/contract/scrape.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';

/** Of a person's answers to offers the newest are kept. */
const MOST_ANSWERS = 1_000;

export function createScrapeApi({ scraper, offers, settings }: EngineContext) {
  const status = (): ScrapeStatus => ({ ...scraper.status(), offers: offers.offers, probed: offers.probed });
  const methods: Handlers<{ methods: typeof scrapeMethods; streams: Record<never, never> }> = {
    'scrape.status': status,
    'scrape.now': async ({ job, url }) => {
      const result = await scraper.scrapeNow(job, url);
      if (!result) throw new TrivetError('not_found', `there is no target ${url} of the job ${job}`);
      return { ok: result.error === null, error: result.error, samples: result.samples };
    },
    'scrape.check': ({ text }) => scraper.check(text),
    'scrape.answerOffer': async ({ entity, url, take }) => {
      const place = offers.place(entity, url);
      if (!place) throw new TrivetError('not_found', `nothing is offered of ${url} any more`);
      const { scrape } = settings.current;
      const answers = take ? 'taken' : 'declined';
      await settings.set({
        scrape: { ...scrape, [answers]: [...scrape[answers], place].slice(-MOST_ANSWERS) },
      });
      return status();
    },
  };
  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof scrapeStreams }> = {
    'scrape.live': (_params, sink) => {
      const send = () => sink.emit(status());
      const listening = new DisposableStore();
      for (const { onChange } of [scraper, offers]) listening.add(onChange.on(send));
      send();
      return listening;
    },
  };
  return { methods, streams };
}
