import type { InstantAnswer, RangeAnswer } from '../../../../shared/contract/promql.ts';
import { displayName, styleOf } from '../../../../shared/dashboards/field-style.ts';
import {
  type Frame,
  framesOfLines,
  type Line,
  linesOfFrames,
  mergedFrames,
  tableFrame,
} from '../../../../shared/dashboards/frames.ts';
import { seriesNames } from '../../../../shared/dashboards/legend.ts';
import type { FieldStyle, Panel } from '../../../../shared/dashboards/model.ts';
import { transform } from '../../../../shared/dashboards/transform.ts';
import type { Question } from './panel-questions.ts';

export type PanelAnswer = { kind: 'range'; answer: RangeAnswer } | { kind: 'instant'; answer: InstantAnswer };

export interface StyledLine extends Line {
  style: FieldStyle;
  /** The name that is shown. */
  shown: string;
}

/** The series of one answer, named by its legend. */
export function answerLines(
  { query, legend, expr, shiftMs }: Question,
  { kind, answer }: PanelAnswer,
): Line[] {
  const series = kind === 'range' ? rangeSeries(answer, shiftMs) : instantSeries(answer);
  const names = seriesNames(
    series.map(({ labels }) => labels),
    legend,
    expr,
  );
  return series.map((each, i) => ({ ...each, query: query.id, name: names[i] as string }));
}

type Unnamed = Omit<Line, 'query' | 'name'>;

function rangeSeries({ timesMs, series }: RangeAnswer, shiftMs: number): Unnamed[] {
  const times = shiftMs === 0 ? timesMs : timesMs.map((timeMs) => timeMs + shiftMs);
  return series.map(({ labels, values }) => ({ labels, timesMs: times, values }));
}

function instantSeries(answer: InstantAnswer): Unnamed[] {
  switch (answer.type) {
    case 'vector':
      return answer.samples.map(({ labels, timeMs, value }) => ({
        labels,
        timesMs: Float64Array.of(timeMs),
        values: Float64Array.of(value),
      }));
    case 'matrix':
      return answer.series;
    case 'scalar':
      return [{ labels: [], timesMs: Float64Array.of(answer.timeMs), values: Float64Array.of(answer.value) }];
    case 'string':
      return [];
  }
}

/** What a panel draws as lines or numbers, transformed and styled; hidden ones left out. */
export function panelLines(panel: Panel, lines: Line[], nowMs: number): StyledLine[] {
  const changed =
    panel.transformations.length === 0
      ? lines
      : linesOfFrames(transform(framesFor(panel, lines), panel.transformations), nowMs);
  return changed.flatMap((line) => {
    const field = { ...line, kind: 'number' as const };
    const style = styleOf(panel, field);
    return style.hidden ? [] : [{ ...line, style, shown: displayName(style, field) }];
  });
}

/** A table is one frame; without a transformation that puts them together, several are merged. */
export function panelFrame(panel: Panel, lines: Line[]): Frame {
  const frames = transform(framesFor(panel, lines), panel.transformations);
  if (frames.length === 0) return { query: '', fields: [] };
  return mergedFrames(frames);
}

function framesFor(panel: Panel, lines: Line[]): Frame[] {
  const asked = panel.queries.filter(({ hidden }) => !hidden);
  return asked.flatMap(({ id, format, mode }) => {
    const own = lines.filter(({ query }) => query === id);
    const isTable = format === 'table' || (panel.kind === 'table' && mode === 'instant');
    return isTable ? [tableFrame(own, id, asked.length > 1)] : framesOfLines(own);
  });
}
