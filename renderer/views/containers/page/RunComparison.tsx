import type { ReactNode } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import {
  bytes,
  bytesPerSecond,
  count,
  durationWords,
  percent,
  quantityText,
} from '../../../../shared/model/format.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import { colourName, colourOf } from '../../../components/colours.ts';
import { useNow } from '../../../time/ticker.ts';
import { RunEnd } from './RunEnd.tsx';
import classes from './runs.module.css';
import { type Run, shifted } from './runs.ts';
import { type RunLoad, useRunLoad } from './use-run-load.ts';

const OTHER_COLOUR = 'var(--t3)';
const CHART_PX = 132;

const percentText = (value: number) => (value === 0 ? '0' : quantityText(percent(value)));
const bytesText = (value: number) => (value === 0 ? '0' : quantityText(bytes(value)));
const rateText = (value: number) => (value === 0 ? '0' : quantityText(bytesPerSecond(value)));

interface RunComparisonProps {
  container: ContainerSummary;
  run: Run;
  /** Null when there is no other run. */
  other: Run | null;
}

/** Two runs side by side in figures, and over each other in charts, both from their starts. */
export function RunComparison({ container, run, other }: RunComparisonProps) {
  const colour = colourOf(colourName(container));
  const load = useRunLoad(container, run, 'this run', colour);
  const before = useRunLoad(container, other ?? run, 'other run', OTHER_COLOUR);
  const lengthMs = Math.max(
    load.window.endMs - load.window.startMs,
    other ? before.window.endMs - before.window.startMs : 0,
  );
  const window = { startMs: run.startMs, endMs: run.startMs + lengthMs };
  const over = (mine: ChartSeries[], theirs: ChartSeries[]) =>
    other ? [...shifted(theirs, run.startMs - other.startMs), ...mine] : mine;
  const charts = [
    ['CPU, % of a core', over(load.cpu, before.cpu), percentText, 10, 1],
    ['Memory, working set', over(load.memory, before.memory), bytesText, 2, 1024],
    ['Network received, /s', over(load.network, before.network), rateText, 2, 1024],
  ] as const;
  return (
    <section className={classes.comparison} aria-label="This run and the other">
      <Figures run={run} other={other} load={load} before={other ? before : null} />
      {charts.map(([title, series, format, base, leastMax]) => (
        <div key={title} className={classes.chart}>
          <h3>
            {title}
            <span className={classes.key} style={{ background: colour }} /> this run
            {other ? (
              <>
                <span className={classes.key} style={{ background: OTHER_COLOUR }} /> other run, moved to the
                same start
              </>
            ) : null}
          </h3>
          <div style={{ height: CHART_PX, display: 'flex' }}>
            <TimeChart
              label={`${title} of ${container.name}, two runs`}
              window={window}
              series={series}
              format={format}
              base={base}
              leastMax={leastMax}
            />
          </div>
        </div>
      ))}
    </section>
  );
}

interface FiguresProps {
  run: Run;
  other: Run | null;
  load: RunLoad;
  before: RunLoad | null;
}

function Figures({ run, other, load, before }: FiguresProps) {
  const now = useNow(1000);
  const lasted = (one: Run) => (one.startKnown ? durationWords((one.endMs ?? now) - one.startMs) : '—');
  const rows: [name: string, of: (one: Run, figures: RunLoad) => ReactNode][] = [
    ['Lasted', (one) => lasted(one)],
    ['Ended', (one) => <RunEnd run={one} />],
    ['Image', (one) => <span className="mono">{one.image || '—'}</span>],
    ['CPU, mean', (_, { cpuFigures }) => quantityText(percent(cpuFigures?.mean ?? null))],
    ['CPU, peak', (_, { cpuFigures }) => quantityText(percent(cpuFigures?.peak ?? null))],
    ['Memory, peak', (_, { memoryFigures }) => quantityText(bytes(memoryFigures?.peak ?? null))],
    ['Log lines', (_, { lines }) => count(lines)],
    ['Error lines', (_, { errorLines }) => count(errorLines)],
  ];
  return (
    <table className="table dense">
      <thead>
        <tr>
          <th>Figure</th>
          <th>This run</th>
          {other ? <th>Other run</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{of(run, load)}</td>
            {other && before ? <td>{of(other, before)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
