import { useViewportSize } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { Link } from 'wouter';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { Tabs } from '../../../components/Tabs.tsx';
import { useLive } from '../../../connection/use-stream.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import { ConfigTab } from './ConfigTab.tsx';
import { DroppedTable } from './DroppedTable.tsx';
import { Offers } from './Offers.tsx';
import { TargetDetail } from './TargetDetail.tsx';
import { TargetsEmpty } from './TargetsEmpty.tsx';
import { TargetTable } from './TargetTable.tsx';
import { type Shown, targetKey, targetRows, upCount } from './target-rows.ts';
import css from './targets.module.css';

const SHOWN: [Shown, string][] = [
  ['all', 'All'],
  ['down', 'Down'],
];
const NARROW_PX = 1200;

/** What is scraped and how it goes, what could be, and by which configuration. */
export default function TargetsView() {
  const status = useLive('scrape.live', {});
  const [tab, setTab] = useUrlParam('tab');
  const [filter, setFilter] = useUrlParam('q', { replace: true });
  const [shownParam, setShown] = useUrlParam('show', { replace: true });
  const [open, setOpen] = useUrlParam('target', { replace: true });
  const narrow = useViewportSize().width < NARROW_PX;
  const shown: Shown = shownParam === 'down' ? 'down' : 'all';
  const rows = useMemo(
    () => targetRows(status?.pools ?? [], status?.targets ?? [], { filter, shown }),
    [status, filter, shown],
  );
  const detail = status?.targets.find((target) => targetKey(target) === open) ?? null;
  const faulty = status?.configs.filter(({ state }) => state === 'refused').length ?? 0;
  return (
    <div className="view-page">
      <TargetsHead
        filter={filter}
        onFilter={setFilter}
        shown={shown}
        onShown={(next) => setShown(next === 'all' ? '' : next)}
        summary={
          status && status.targets.length > 0
            ? `${upCount(status.targets)} of ${status.targets.length} up`
            : ''
        }
      />
      <LoadingBar active={status === null} />
      {status && <Offers offers={status.offers} />}
      <Tabs
        label="Targets"
        tabs={[
          ['targets', `Targets ${status?.targets.length ?? ''}`],
          ['dropped', `Dropped ${status?.dropped.length ?? ''}`],
          ['configuration', `Configuration${faulty > 0 ? ` (${faulty} refused)` : ''}`],
        ]}
        value={tab}
        onChange={(next) => setTab(next === 'targets' ? '' : next)}
      />
      {status && tab === 'configuration' && <ConfigTab status={status} />}
      {status && tab === 'dropped' && <DroppedTable dropped={status.dropped} />}
      {status && tab === '' && rows.length === 0 && filter === '' && shown === 'all' && (
        <TargetsEmpty onConfigure={() => setTab('configuration')} />
      )}
      {status && tab === '' && (rows.length > 0 || filter !== '' || shown !== 'all') && (
        <SplitPane
          name="targets"
          direction="row"
          sized="second"
          initial={420}
          first={
            <TargetTable
              rows={rows}
              open={open}
              room={narrow && detail ? 'little' : narrow || detail ? 'narrow' : 'wide'}
              onOpen={setOpen}
            />
          }
          second={detail && <TargetDetail target={detail} onClose={() => setOpen('')} />}
        />
      )}
    </div>
  );
}

interface TargetsHeadProps {
  filter: string;
  onFilter(filter: string): void;
  shown: Shown;
  onShown(shown: Shown): void;
  summary: string;
}

function TargetsHead({ filter, onFilter, shown, onShown, summary }: TargetsHeadProps) {
  const input = useRef<HTMLInputElement>(null);
  const href = useViewHref();
  useKeys({ '/': () => input.current?.focus() });
  return (
    <div className="view-head">
      <Link className={css.back} href={href('/metrics')}>
        Metrics
      </Link>
      <span className="t3">/</span>
      <h1>Targets</h1>
      <label className="field" style={{ width: 300 }}>
        <IconFilter size={14} />
        <input
          ref={input}
          aria-label="Filter targets"
          placeholder="Filter by address, job, label, error"
          value={filter}
          onChange={(event) => onFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter !== '') onFilter('');
            else if (event.key === 'Escape' || event.key === 'Enter') input.current?.blur();
          }}
        />
        {filter === '' && <KeyHint keys="/" />}
      </label>
      <Segments label="Show" options={SHOWN} value={shown} onChange={onShown} />
      <span className="grow" />
      <span className="t2">{summary}</span>
    </div>
  );
}
