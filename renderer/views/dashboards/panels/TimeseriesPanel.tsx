import { type CSSProperties, useMemo, useState } from 'react';
import { calcNames, reduceValues } from '../../../../shared/dashboards/calc.ts';
import type { FieldStyle } from '../../../../shared/dashboards/model.ts';
import { unitQuantity, unitText } from '../../../../shared/dashboards/units.ts';
import { seriesSpans } from '../../../alerts/alert-spans.ts';
import { QueryChart } from '../../../charts/QueryChart.tsx';
import type { QuerySeries } from '../../../charts/query-chart-option.ts';
import { useBaselines } from '../../../promql/use-baselines.ts';
import { panelLines, type StyledLine } from '../data/panel-lines.ts';
import type { Question } from '../data/panel-questions.ts';
import { chartLines, chartThresholds } from './chart-lines.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { ScrollBox } from './ScrollBox.tsx';

const MARGINS = { left: 52, right: 10, top: 8, bottom: 20 };
const LETTER_PX = 6.4;
const WIDEST = 104;
/** A legend in a small panel names so many series; all of them are in the large one. */
const MOST_NAMED = 60;

/** Lines, stacks or bars over time, with a legend that shows one series alone for a click. */
export function TimeseriesPanel({ panel, data, window, marks, courses, large, onBrush }: PanelProps) {
  const [alone, setAlone] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const lines = useMemo(() => panelLines(panel, data.lines, window.endMs), [panel, data.lines, window.endMs]);
  const { series, kind, axis, unit } = useMemo(() => chartLines(lines, panel.style), [lines, panel.style]);
  const margins = useMemo(() => ({ ...MARGINS, left: labelWidth(series, unit, axis) }), [series, unit, axis]);
  const shown = useMemo(
    () => (alone === null ? series : series.filter(({ key }) => key === alone)),
    [series, alone],
  );
  const spans = useMemo(
    () => seriesSpans(courses, data.lines, window.endMs),
    [courses, data.lines, window.endMs],
  );
  const usual = usePanelBands(panel, data.questions, lines, series);
  const thresholds = useMemo(() => chartThresholds(panel.style), [panel.style]);
  const { legend } = panel;
  const named = legend.show && series.length > 0;
  return (
    <div className={css.chartBox} data-legend={named ? legend.placement : 'none'}>
      <div className={css.plot}>
        <QueryChart
          label={`${panel.title}: ${series.length} series over time`}
          window={window}
          series={shown.length > 0 ? shown : series}
          kind={kind}
          unit={unit}
          decimals={axis.decimals}
          min={kind === 'stacked' && axis.stack === 'percent' ? 0 : axis.min}
          max={kind === 'stacked' && axis.stack === 'percent' ? 1 : axis.max}
          log={axis.scale === 'log'}
          thresholds={thresholds}
          bands={usual.bands}
          fill={axis.fill / 100}
          lineWidth={Math.max(1, axis.lineWidth) * 1.1}
          margins={margins}
          marks={marks}
          spans={spans}
          highlighted={over}
          onBrush={onBrush}
        />
        {panel.usual ? (
          <p className={css.usual} title={usual.text ?? ''}>
            usual: {usual.text ?? 'being worked out'}
          </p>
        ) : null}
      </div>
      {named ? (
        <Legend
          panel={panel}
          lines={lines}
          series={series}
          alone={alone}
          most={large ? series.length : MOST_NAMED}
          onAlone={(key) => setAlone(key === alone ? null : key)}
          onOver={setOver}
        />
      ) : null}
    </div>
  );
}

/** Bands of what the panel asks over its range; a shifted query is another time already. */
function usePanelBands(
  panel: PanelProps['panel'],
  questions: Question[],
  lines: readonly StyledLine[],
  series: readonly QuerySeries[],
) {
  const asked = panel.usual && panel.style.stack === 'none' && panel.style.draw === 'line';
  const exprs = questions.map(({ expr, shiftMs, query }) =>
    asked && shiftMs === 0 && query.mode !== 'instant' ? expr : null,
  );
  const banded = useMemo(
    () =>
      lines.flatMap(({ query, labels }, i) => {
        const [at, drawn] = [questions.findIndex((question) => question.query.id === query), series[i]];
        return drawn && at >= 0 ? [{ query: at, key: drawn.key, labels, colour: drawn.colour }] : [];
      }),
    [lines, series, questions],
  );
  const [first] = questions;
  const { startMs = 0, endMs = 1, stepMs = 1 } = first ?? {};
  return useBaselines(exprs, { startMs, endMs, stepMs }, banded);
}

/** Room for the axis' labels, which are as long as its unit makes them. */
function labelWidth(series: QuerySeries[], unit: string, { max, min, decimals }: FieldStyle): number {
  let most = Math.max(Math.abs(max ?? 0), Math.abs(min ?? 0));
  for (const { values } of series)
    for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  const { value, unit: symbol } = unitQuantity(most, unit, { decimals });
  // A step of the axis may have one digit more than its top.
  const letters =
    Math.max(value.replace(/[.,]/g, '').length + 1, 4) + (symbol === '' ? 0 : symbol.length + 1);
  return Math.min(WIDEST, Math.max(MARGINS.left, 12 + letters * LETTER_PX));
}

interface LegendProps {
  panel: PanelProps['panel'];
  lines: StyledLine[];
  series: QuerySeries[];
  alone: string | null;
  most: number;
  onAlone(key: string): void;
  onOver(key: string | null): void;
}

function Legend({ panel, lines, series, alone, most, onAlone, onOver }: LegendProps) {
  const { calcs, placement } = panel.legend;
  return (
    <ScrollBox
      className={css.legend}
      placement={placement}
      label={`Legend of ${panel.title}`}
      onLeave={() => onOver(null)}
    >
      {calcs.length > 0 ? (
        <div className={css.legendHead}>
          <span />
          {calcs.map((calc) => (
            <span key={calc}>{calcNames[calc]}</span>
          ))}
        </div>
      ) : null}
      {series.slice(0, most).map(({ key, name, colour, values }, i) => {
        const style = lines[i]?.style ?? panel.style;
        return (
          <button
            key={key}
            type="button"
            aria-pressed={alone === key}
            data-dim={(alone !== null && alone !== key) || undefined}
            title={name}
            style={{ '--c': colour } as CSSProperties}
            onClick={() => onAlone(key)}
            onPointerEnter={() => onOver(key)}
          >
            <span className={css.legendName}>{name || '—'}</span>
            {calcs.map((calc) => (
              <b key={calc}>
                {unitText(
                  reduceValues(lines[i]?.values ?? values, calc),
                  calc === 'count' ? 'none' : style.unit || 'short',
                  { decimals: style.decimals },
                )}
              </b>
            ))}
          </button>
        );
      })}
      {series.length > most ? <span className="t3">{series.length - most} more</span> : null}
    </ScrollBox>
  );
}
