import { useMemo } from 'react';
import { Heatmap } from '../../../charts/Heatmap.tsx';
import { hasBuckets, heatmapOf } from '../../../charts/heatmap-cells.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { TimeseriesPanel } from './TimeseriesPanel.tsx';

/** Buckets of a histogram over time; an answer without buckets is drawn as lines. */
export function HeatmapPanel(props: PanelProps) {
  const { panel, data, window, marks, onBrush } = props;
  const isBuckets = hasBuckets(data.lines);
  const cells = useMemo(() => {
    const [first] = data.lines;
    return first && isBuckets ? heatmapOf(first.timesMs, data.lines) : null;
  }, [data.lines, isBuckets]);
  if (!cells) return <TimeseriesPanel {...props} />;
  return (
    <div className={css.chartBox}>
      <Heatmap
        label={panel.title}
        window={window}
        data={cells}
        unit={panel.style.unit || 'short'}
        marks={marks}
        onBrush={onBrush}
      />
    </div>
  );
}
