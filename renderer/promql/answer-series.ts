import type { RangeAnswer } from '../../shared/contract/promql.ts';
import { queryUnit } from '../../shared/dashboards/guess-unit.ts';
import type { Labels } from '../../shared/model/series.ts';
import { parse } from '../../shared/promql/parse.ts';
import type { QuerySeries } from '../charts/query-chart-option.ts';
import { seriesColours } from '../charts/series-colours.ts';
import { seriesNames } from '../charts/series-names.ts';

/** A line with what it came from. */
export interface AnswerSeries extends QuerySeries {
  /** The letter of its query. */
  letter: string;
  labels: Labels;
  unit: string;
}

export interface Answer {
  letter: string;
  expr: string;
  /** Name of a series that has no labels to be told by; empty for the query itself. */
  legend: string;
  answer: RangeAnswer;
}

const LONGEST = 60;
const shortened = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** All answers as the lines of one chart; names say which query they are of where there are several. */
export function answerSeries(
  answers: readonly Answer[],
  described: (metric: string) => string = () => '',
): AnswerSeries[] {
  const several = answers.length > 1;
  const lines = answers.flatMap(({ letter, expr, legend, answer }) => {
    const unit = unitOf(expr, described);
    const names = seriesNames(
      answer.series.map(({ labels }) => labels),
      legend === '' ? shortened(expr) : legend,
    );
    return answer.series.map(({ labels, values }, i): AnswerSeries => {
      const { name, title } = names[i] as { name: string; title: string };
      const prefix = several ? `${legend === '' ? letter : legend} ` : '';
      return {
        key: letter + title,
        name: answer.series.length === 1 && legend !== '' ? legend : prefix + name,
        title: labels.length === 0 ? expr : title,
        colour: '',
        timesMs: answer.timesMs,
        values,
        letter,
        labels,
        unit,
      };
    });
  });
  const colours = seriesColours(lines.map(({ name }) => name));
  return lines.map((line, i) => ({ ...line, colour: colours[i] as string }));
}

export function unitOf(expr: string, described: (metric: string) => string): string {
  const parsed = parse(expr);
  return parsed.ok ? queryUnit(parsed.value, described) : 'none';
}

/** One unit for an axis: what all lines share, none where they differ. */
export function commonUnit(series: readonly { unit: string }[]): string {
  const first = series[0]?.unit ?? 'none';
  return series.every(({ unit }) => unit === first) ? first : 'none';
}

/** The lines of an earlier time, drawn dashed over the present in the colours of those they belong to. */
export function pastSeries(
  past: readonly AnswerSeries[],
  present: readonly AnswerSeries[],
  byMs: number,
): AnswerSeries[] {
  const colours = new Map(present.map(({ key, colour }) => [key, colour]));
  return past
    .filter(({ key }) => colours.has(key))
    .map((line) => ({
      ...line,
      key: `${line.key} before`,
      name: `${line.name} before`,
      colour: colours.get(line.key) as string,
      timesMs: line.timesMs.map((timeMs) => timeMs + byMs),
      dashed: true,
    }));
}
