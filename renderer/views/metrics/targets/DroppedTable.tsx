import type { DroppedTarget } from '../../../../shared/contract/scrape.ts';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import css from './targets.module.css';

const labelOf = ({ discovered }: DroppedTarget, name: string) =>
  discovered.find(([label]) => label === name)?.[1] ?? '';

const columns: Column<DroppedTarget>[] = [
  {
    key: 'job',
    title: 'Job',
    width: 'minmax(100px, 1fr)',
    cell: ({ job }) => <span className="cut">{job}</span>,
  },
  {
    key: 'address',
    title: 'Address',
    width: 'minmax(160px, 1.5fr)',
    cell: (target) => <span className="mono cut">{labelOf(target, '__address__')}</span>,
  },
  {
    key: 'reason',
    title: 'Why',
    width: 'minmax(160px, 1.5fr)',
    cell: ({ reason }) => (
      <span className={reason === null ? 't2 cut' : 'warn cut'}>{reason ?? 'dropped by relabelling'}</span>
    ),
  },
  {
    key: 'labels',
    title: 'Before relabelling',
    width: 'minmax(200px, 4fr)',
    cell: ({ discovered }) => {
      const text = discovered.map(([name, value]) => `${name}="${value}"`);
      return (
        <span className="mono cut t2" title={text.join('\n')}>
          {text.join(' ')}
        </span>
      );
    },
  },
];

/** What a discovery found and nothing scrapes, with the labels that relabelling saw. */
export function DroppedTable({ dropped }: { dropped: DroppedTarget[] }) {
  if (dropped.length === 0)
    return <p className={css.hint}>Nothing was dropped: every target that was found is scraped.</p>;
  return (
    <div className={css.table}>
      <VirtualTable
        label="Dropped targets"
        rows={dropped}
        columns={columns}
        rowKey={(row) => JSON.stringify([row.origin, row.job, row.discovered])}
        minWidth={720}
      />
    </div>
  );
}
