import { useMemo } from 'react';
import type { LogVolume } from '../../../shared/contract/logs.ts';
import { count, durationWords } from '../../../shared/model/format.ts';
import { severityLevels } from '../../../shared/model/log-record.ts';
import { LevelLegend } from '../../charts/LevelLegend.tsx';
import { levelSeries } from '../../charts/level-series.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { useEventMarks } from '../../charts/use-events.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import css from './logs.module.css';
import { useVolumeWindow } from './use-volume-window.ts';

const MARGINS = { left: 48, right: 12, top: 8, bottom: 20 };

/** Lines by level over the range; dragging in it zooms. */
export function VolumePane({ volume }: { volume: LogVolume | undefined }) {
  const { window, aligned } = useVolumeWindow();
  const { brush } = useTimeRange();
  const marks = useEventMarks(window);
  const series = useMemo(() => (volume ? levelSeries(volume, severityLevels) : []), [volume]);
  return (
    <>
      <div className="pane-head">
        <h2>Volume by level</h2>
        <span className="sub">per {durationWords(volume?.stepMs ?? aligned.stepMs)}, drag to zoom</span>
        <span className="grow" />
        <LevelLegend series={series} />
      </div>
      <div className={css.volume}>
        <TimeChart
          label="Lines by level over time"
          kind="bars"
          window={window}
          series={series}
          format={count}
          margins={MARGINS}
          leastMax={4}
          marks={marks}
          onBrush={brush}
        />
      </div>
    </>
  );
}
