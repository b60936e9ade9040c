import type { ComponentType } from 'react';
import type { PanelKind } from '../../../../shared/dashboards/model.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { BarPanel } from '../panels/BarPanel.tsx';
import { GaugePanel } from '../panels/GaugePanel.tsx';
import { HeatmapPanel } from '../panels/HeatmapPanel.tsx';
import { LogsPanel } from '../panels/LogsPanel.tsx';
import type { PanelProps } from '../panels/PanelProps.ts';
import css from '../panels/panels.module.css';
import { StatPanel } from '../panels/StatPanel.tsx';
import { TablePanel } from '../panels/TablePanel.tsx';
import { TextPanel } from '../panels/TextPanel.tsx';
import { TimeseriesPanel } from '../panels/TimeseriesPanel.tsx';

const kinds: Record<Exclude<PanelKind, 'row'>, ComponentType<PanelProps>> = {
  timeseries: TimeseriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bar: BarPanel,
  table: TablePanel,
  heatmap: HeatmapPanel,
  logs: LogsPanel,
  text: TextPanel,
};

/** A panel's picture, or why there is none. */
export function PanelContent(props: PanelProps) {
  const { panel, data } = props;
  if (panel.kind === 'row') return null;
  const Kind = kinds[panel.kind];
  if (panel.kind === 'text' || panel.kind === 'logs') return <Kind {...props} />;
  const [first] = data.errors;
  if (first && data.lines.length === 0)
    return <ErrorNote error={first.error} what={`Query ${first.query}`} />;
  if (data.questions.length === 0) return <p className={css.nothing}>No query</p>;
  if (data.lines.length === 0)
    return <p className={css.nothing}>{data.loading || data.busy ? '' : panel.style.noValue || 'No data'}</p>;
  return <Kind {...props} />;
}
