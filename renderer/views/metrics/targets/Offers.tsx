import { IconPlus } from '@tabler/icons-react';
import type { ScrapeOffer } from '../../../../shared/contract/scrape.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Name } from '../../../components/Name.tsx';
import { useAction } from '../../../connection/use-call.ts';
import css from './targets.module.css';

/** Containers that answer with metrics and that nothing scrapes: one click, also for when they are made anew. */
export function Offers({ offers }: { offers: ScrapeOffer[] }) {
  const answer = useAction('scrape.answerOffer', ['settings.get']);
  if (offers.length === 0) return null;
  const give = ({ entity, url }: ScrapeOffer, take: boolean) => answer.mutate({ entity, url, take });
  return (
    <section className={css.offers} aria-label="Offers">
      {offers.map((offer) => (
        <div key={offer.entity + offer.url} className={css.offer}>
          <Name name={offer.container} />
          <span className="cut t2">
            answers with {count(offer.families)} metric{offer.families === 1 ? '' : 's'} at{' '}
            <span className="mono">{offer.url}</span>, and nothing scrapes it
          </span>
          <span className="grow" />
          <button
            type="button"
            className="btn small primary"
            disabled={answer.isPending}
            onClick={() => give(offer, true)}
          >
            <IconPlus size={14} /> Scrape it
          </button>
          <button
            type="button"
            className="btn small quiet"
            disabled={answer.isPending}
            onClick={() => give(offer, false)}
          >
            Not this one
          </button>
        </div>
      ))}
      {answer.error && <ErrorNote error={answer.error} what="Not answered" />}
    </section>
  );
}
