import type { Settings } from '../../../../shared/contract/settings.ts';
import { useAction, useCall } from '../../../connection/use-call.ts';

type Scrape = Settings['scrape'];

interface ScrapeSettings {
  scrape: Scrape | undefined;
  save(changes: Partial<Scrape>, done?: () => void): void;
  /** What holds a part of it above this page. */
  fixedBy(part: keyof Scrape): string | undefined;
  error: Error | null;
}

export function useScrapeSettings(): ScrapeSettings {
  const { data } = useCall('settings.get', {});
  const set = useAction('settings.set', ['settings.get']);
  const scrape = data?.settings.scrape;
  return {
    scrape,
    save: (changes, done) => {
      if (scrape)
        set.mutate({ settings: { scrape: { ...scrape, ...changes } } }, { onSuccess: () => done?.() });
    },
    fixedBy: (part) => data?.fixed.find(([path]) => path === `scrape.${part}`)?.[1],
    error: set.error,
  };
}
