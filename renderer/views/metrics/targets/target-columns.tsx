import type { ScrapeTarget } from '../../../../shared/contract/scrape.ts';
import { bytes, count, duration } from '../../../../shared/model/format.ts';
import { Quantity } from '../../../components/Quantity.tsx';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { Ago } from '../../../components/Time.tsx';
import type { Column } from '../../../components/VirtualTable.tsx';
import { tellingLabels } from './target-rows.ts';
import css from './targets.module.css';

const shapes: Record<ScrapeTarget['health'], StateShape> = { up: 'ok', down: 'error', unknown: 'pending' };
const words: Record<ScrapeTarget['health'], string> = { up: 'up', down: 'down', unknown: 'not yet' };

export function Health({ health }: Pick<ScrapeTarget, 'health'>) {
  return (
    <span className={`${css.health} ${health === 'down' ? 'err' : 't2'}`}>
      <StateIcon shape={shapes[health]} /> {words[health]}
    </span>
  );
}

/** How much room there is: less with the detail open, and little with it on a small screen. */
export type Room = 'wide' | 'narrow' | 'little';

/** What is seen of a target in a row. */
export function targetColumns(room: Room): Column<ScrapeTarget>[] {
  const all = columns();
  if (room === 'wide') return all;
  const left = room === 'narrow' ? ['labels', 'size', 'every'] : ['labels', 'size', 'every', 'took', 'error'];
  return all.filter(({ key }) => !left.includes(key));
}

function columns(): Column<ScrapeTarget>[] {
  const wide: Column<ScrapeTarget>[] = [
    {
      key: 'labels',
      title: 'Labels',
      width: 'minmax(120px, 2fr)',
      cell: (target) => <LabelText target={target} />,
    },
    {
      key: 'size',
      title: 'Size',
      width: '80px',
      align: 'right',
      cell: ({ bodyBytes }) => <Quantity of={bytes(bodyBytes)} />,
    },
    {
      key: 'every',
      title: 'Every',
      width: '72px',
      align: 'right',
      cell: ({ intervalMs }) => <Quantity of={duration(intervalMs * 1e6)} />,
    },
  ];
  return [
    {
      key: 'url',
      title: <span className={css.indent}>Target</span>,
      width: 'minmax(200px, 2.4fr)',
      cell: ({ url }) => (
        <span className={`${css.indent} mono cut`} title={url}>
          {url}
        </span>
      ),
    },
    { key: 'health', title: 'State', width: '84px', cell: (target) => <Health {...target} /> },
    {
      key: 'last',
      title: 'Ago',
      width: '72px',
      align: 'right',
      cell: ({ lastScrapeMs }) =>
        lastScrapeMs === null ? <span className="t3">—</span> : <Ago ms={lastScrapeMs} />,
    },
    {
      key: 'took',
      title: 'Took',
      width: '80px',
      align: 'right',
      cell: ({ durationMs }) => <Quantity of={duration(durationMs === null ? null : durationMs * 1e6)} />,
    },
    {
      key: 'samples',
      title: 'Samples',
      width: '76px',
      align: 'right',
      cell: ({ samples }) => count(samples),
    },
    ...wide,
    {
      key: 'error',
      title: 'Last error',
      width: 'minmax(140px, 2.4fr)',
      cell: ({ lastError, note }) => (
        <span className={`cut ${lastError ? 'err' : 'warn'}`} title={lastError ?? note ?? undefined}>
          {lastError ?? note}
        </span>
      ),
    },
  ];
}

function LabelText({ target }: { target: ScrapeTarget }) {
  const text = tellingLabels(target).map(([name, value]) => `${name}="${value}"`);
  return (
    <span className="mono cut t2" title={text.join('\n')}>
      {text.join(' ')}
    </span>
  );
}
