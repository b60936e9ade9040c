import { IconRefresh, IconX } from '@tabler/icons-react';
import type { ScrapeTarget } from '../../../../shared/contract/scrape.ts';
import { bytes, count, duration, quantityText } from '../../../../shared/model/format.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import pairs from '../../../components/pairs.module.css';
import { Time } from '../../../components/Time.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { Health } from './target-columns.tsx';
import css from './targets.module.css';

const milliseconds = (ms: number | null) => quantityText(duration(ms === null ? null : ms * 1e6));

/** One target: how its last scrape went, its labels, and what they were before relabelling. */
export function TargetDetail({ target, onClose }: { target: ScrapeTarget; onClose(): void }) {
  const { job, origin, url, labels, discovered, lastError, note } = target;
  const scrape = useAction('scrape.now');
  const now = () => scrape.mutate({ job, url });
  useKeys({ s: now });
  return (
    <section className={css.detail} aria-label="Target">
      <div className="pane-head">
        <Health {...target} />
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          onClick={now}
          disabled={scrape.isPending}
          title="Scrape now (s)"
        >
          <IconRefresh size={14} /> Scrape now
        </button>
        <button type="button" className="btn icon quiet small" aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={css.detailBody} tabIndex={0}>
        <p className={css.address}>
          <span className="mono">{url}</span> <CopyButton text={url} label="Copy the address" />
        </p>
        {lastError !== null && <ErrorNote error={new Error(lastError)} />}
        {note !== null && <p className={`warn ${css.note}`}>{note}</p>}
        {scrape.error && <ErrorNote error={scrape.error} what="Not scraped" />}
        <dl className={pairs.pairs}>
          <Fact name="Job" value={job} />
          <Fact name="From" value={origin} />
          <dt>Last scrape</dt>
          <dd>{target.lastScrapeMs === null ? 'not yet' : <Time ms={target.lastScrapeMs} millis />}</dd>
          <Fact name="Took" value={milliseconds(target.durationMs)} />
          <Fact name="Samples" value={count(target.samples)} />
          <Fact name="Size" value={quantityText(bytes(target.bodyBytes))} />
          <Fact
            name="Every"
            value={`${milliseconds(target.intervalMs)}, at most ${milliseconds(target.timeoutMs)}`}
          />
          {target.entity !== null && <Fact name="Container" value={target.entity} />}
        </dl>
        <LabelList title="Labels" labels={labels} />
        <LabelList title="Before relabelling" labels={discovered} />
      </div>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function LabelList({ title, labels }: { title: string; labels: Labels }) {
  return (
    <>
      <h2 className={css.subhead}>{title}</h2>
      <dl className={`${pairs.pairs} ${css.labels}`}>
        {labels.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </>
  );
}
