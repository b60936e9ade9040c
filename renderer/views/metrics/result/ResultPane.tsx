import { useMemo, useState } from 'react';
import { useSeriesSpans } from '../../../alerts/use-alert-spans.ts';
import { Heatmap } from '../../../charts/Heatmap.tsx';
import { hasBuckets, heatmapOf } from '../../../charts/heatmap-cells.ts';
import { QueryChart } from '../../../charts/QueryChart.tsx';
import type { QueryChartKind, QuerySeries } from '../../../charts/query-chart-option.ts';
import { SeriesTable } from '../../../charts/SeriesTable.tsx';
import { useEventMarks } from '../../../charts/use-events.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { type AnswerSeries, commonUnit, unitOf } from '../../../promql/answer-series.ts';
import { type Bands, useBaselines } from '../../../promql/use-baselines.ts';
import { useRangeQueries } from '../../../promql/use-range-queries.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import css from '../metrics.module.css';
import { shapeOf } from '../query/build-query.ts';
import type { Explore } from '../use-explore.ts';
import { InstantTable } from './InstantTable.tsx';
import { isolated } from './isolated.ts';
import { NoAnswer } from './NoAnswer.tsx';
import { ResultBar } from './ResultBar.tsx';
import { ResultNotes } from './ResultNotes.tsx';
import { seriesMenu } from './series-menu.ts';
import { askable, useAnswers } from './use-answers.ts';
import { useExemplars } from './use-exemplars.ts';

/** The answer of the queries, in the picture that was chosen. */
export function ResultPane({ explore }: { explore: Explore }) {
  const { state, choice } = explore;
  const answers = useAnswers(explore);
  const dots = useExemplars(explore);
  useKeys({ Escape: answers.stopping.stop }, answers.busy);
  const { series, runs, busy } = answers;
  const bucketed = explore.buckets !== null || (series !== null && hasBuckets(series));
  const labelsOnly = state.queries === null && choice !== null && shapeOf(choice) === 'labels';
  const table = state.picture === 'table' || labelsOnly;
  const settled = runs.length > 0 && runs.every((run) => !run.busy);
  return (
    <div className={css.result}>
      <ResultBar
        explore={explore}
        answers={answers}
        buckets={bucketed}
        hasDots={dots.length > 0 || !state.exemplars}
      />
      <LoadingBar active={busy} />
      <ResultNotes answers={answers} />
      {table ? (
        <InstantTable explore={explore} stopped={answers.stopping.stopped} />
      ) : series === null && !answers.stopping.stopped && busy ? (
        <Skeleton rows={8} />
      ) : series !== null && series.length === 0 && settled ? (
        <NoAnswer explore={explore} />
      ) : series !== null ? (
        <Picture explore={explore} series={series} past={answers.past} dots={dots} bucketed={bucketed} />
      ) : null}
    </div>
  );
}

interface PictureProps {
  explore: Explore;
  series: AnswerSeries[];
  past: AnswerSeries[];
  dots: ReturnType<typeof useExemplars>;
  bucketed: boolean;
}

/** The chart, its legend, and below the quantiles of a histogram its heatmap. */
function Picture({ explore, series, past, dots, bucketed }: PictureProps) {
  const { state, change, grid } = explore;
  const { brush } = useTimeRange();
  const marks = useEventMarks(grid);
  const spans = useSeriesSpans(grid, series);
  const only = useMemo(() => new Set(state.only), [state.only]);
  const [highlighted, setHighlighted] = useState<string | null>(null);
  const { menu, openMenu } = useContextMenu();
  const shown = useMemo(() => {
    const chosen = only.size === 0 ? series : series.filter(({ key }) => only.has(key));
    const alive = chosen.length === 0 ? series : chosen;
    const keys = new Set(alive.map(({ key }) => key));
    return [...past.filter(({ key }) => keys.has(key.replace(/ before$/, ''))), ...alive];
  }, [series, past, only]);
  const usual = useUsual(explore, shown);
  const isolate = (key: string, together: boolean) => change({ only: isolated(state.only, key, together) });
  const heatmap =
    bucketed && (state.picture === 'heatmap' || (state.picture === 'line' && explore.buckets !== null));
  const chart = (
    <div className={css.chart}>
      <UsualText usual={usual} asked={state.usual && state.picture === 'line'} />
      {state.picture === 'heatmap' && bucketed ? null : (
        <QueryChart
          label={explore.queries.map(({ expr }) => expr).join(', ')}
          window={grid}
          series={shown}
          kind={
            state.picture === 'heatmap' || state.picture === 'table'
              ? 'line'
              : (state.picture as QueryChartKind)
          }
          unit={commonUnit(series)}
          bands={usual.bands}
          marks={marks}
          spans={spans}
          dots={isOfValues(explore) ? dots : []}
          highlighted={highlighted}
          onHighlight={setHighlighted}
          onBrush={brush}
        />
      )}
      {heatmap ? <HeatmapLane explore={explore} series={series} dots={dots} /> : null}
    </div>
  );
  return (
    <>
      <SplitPane
        name="metrics-legend"
        direction="column"
        sized="second"
        initial={196}
        least={72}
        first={chart}
        second={
          <SeriesTable
            label="Series"
            series={series}
            unitOf={(each) => (each as AnswerSeries).unit}
            isolated={only}
            highlighted={highlighted}
            onHighlight={setHighlighted}
            onIsolate={({ key }, together) => isolate(key, together)}
            onShowAll={() => change({ only: [] })}
            onContext={(each, event) => openMenu(event, seriesMenu(each as AnswerSeries, explore, isolate))}
          />
        }
      />
      {menu}
    </>
  );
}

/** Bands of the lines that are drawn, where they are asked for. */
function useUsual({ queries, grid, state }: Explore, shown: readonly QuerySeries[]): Bands {
  const asked = state.usual && state.picture === 'line';
  const exprs = askable(queries).map((expr) => (asked ? expr : null));
  const lines = useMemo(
    () =>
      shown.flatMap((line) => {
        const { letter, labels } = line as AnswerSeries;
        const query = line.dashed ? -1 : letter.charCodeAt(0) - 65;
        return query < 0 ? [] : [{ query, key: line.key, labels, colour: line.colour }];
      }),
    [shown],
  );
  return useBaselines(exprs, grid, lines);
}

/** What the bands were made of: nothing of it is left to be guessed. */
function UsualText({ usual, asked }: { usual: Bands; asked: boolean }) {
  if (!asked) return null;
  return (
    <p className={css.usual} role="status">
      <span className="t3">usual:</span> {usual.text ?? 'being worked out'}
    </p>
  );
}

/** Examples are values as they were measured: they stand in a chart of such values, not in one of rates. */
const isOfValues = ({ queries, described }: Explore): boolean =>
  queries.every(({ expr }) => expr.includes('histogram_quantile') || unitOf(expr, described) === 's');

/** What fell into each bucket: of a picked histogram asked for beside its quantiles, else of the answer itself. */
function HeatmapLane({ explore, series, dots }: Pick<PictureProps, 'explore' | 'series' | 'dots'>) {
  const { grid, buckets, described, choice } = explore;
  const { brush } = useTimeRange();
  const marks = useEventMarks(grid);
  const [run] = useRangeQueries([buckets], grid);
  const answer = run?.answer ?? null;
  const data = useMemo(() => {
    if (buckets !== null) return answer ? heatmapOf(answer.timesMs, answer.series) : null;
    const first = series[0];
    return first ? heatmapOf(first.timesMs, series) : null;
  }, [buckets, answer, series]);
  if (!data) return null;
  const metric = choice?.metric ?? '';
  const unit = buckets !== null ? unitOf(`histogram_quantile(0.5, ${buckets})`, described) : 'none';
  return (
    <Heatmap
      label={`Buckets of ${metric === '' ? 'the answer' : metric}`}
      window={grid}
      data={data}
      unit={unit}
      countUnit={buckets !== null ? 'suffix:/s' : commonUnit(series)}
      marks={marks}
      dots={buckets !== null ? dots : []}
      onBrush={brush}
    />
  );
}
