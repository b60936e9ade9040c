import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { LogFieldStats } from '../../../../shared/contract/logs.ts';
import { count, significant } from '../../../../shared/model/format.ts';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import type { LogSearch } from '../use-log-search.ts';
import css from './stats.module.css';
import { statsSeries } from './stats-series.ts';

const MARGINS = { left: 48, right: 12, top: 8, bottom: 20 };
const BUCKETS = 90;

interface FieldStatsPaneProps {
  field: string;
  search: LogSearch;
  onClose(): void;
}

/** A number that lines carry: how large it is over all of them, and over time. */
export function FieldStatsPane({ field, search, onClose }: FieldStatsPaneProps) {
  const { data, error, isFetching } = useCall('logs.fieldStats', {
    ...search.coarse,
    field,
    buckets: BUCKETS,
  });
  const { window, brush } = useTimeRange();
  const series = useMemo(() => (data ? statsSeries(data) : []), [data]);
  return (
    <section aria-label={`Statistics of ${field}`} className={css.pane}>
      <div className="pane-head">
        <h2>{field}</h2>
        {data && <Figures stats={data} />}
        <span className="grow" />
        <button
          type="button"
          className="btn icon quiet small"
          title="Close"
          aria-label={`Close the statistics of ${field}`}
          onClick={onClose}
        >
          <IconX size={14} />
        </button>
      </div>
      <LoadingBar active={isFetching} />
      {error && <ErrorNote error={error} what={field} />}
      {data && data.count === 0 && <p className={css.none}>No line of the result has a number in {field}.</p>}
      {data && data.count > 0 && (
        <div className={css.chart}>
          <TimeChart
            label={`${field} over time`}
            window={window}
            series={series}
            format={significant}
            margins={MARGINS}
            onBrush={brush}
          />
        </div>
      )}
    </section>
  );
}

function Figures({ stats }: { stats: LogFieldStats }) {
  const { read, of, min, mean, p50, p95, p99, max } = stats;
  const figures: [string, number][] = [
    ['min', min],
    ['mean', mean],
    ['p50', p50],
    ['p95', p95],
    ['p99', p99],
    ['max', max],
  ];
  if (stats.count === 0) return null;
  return (
    <span className={css.figures}>
      <span>
        <span className="t3">in</span> {count(stats.count)} <span className="t3">lines</span>
      </span>
      {figures.map(([name, value]) => (
        <span key={name} title={String(value)}>
          <span className="t3">{name}</span> {significant(value)}
        </span>
      ))}
      {read < of && (
        <span className="t3 wide-only">
          read {count(read)} of {count(of)}
        </span>
      )}
    </span>
  );
}
