import type { ValueType } from './ast.ts';

/** What a function takes and gives. Prometheus' own table is promql/parser/functions.go. */
export interface FunctionSignature {
  name: string;
  args: readonly ValueType[];
  /** How many times more than once the last argument may stand: 0 exactly as listed, 1 optional, -1 any number. */
  variadic: number;
  returns: ValueType;
  /** Behind a feature flag in Prometheus; Trivet takes them all. */
  experimental: boolean;
}

type Row = [names: string, args: string, variadic?: number, returns?: ValueType];

/** s scalar, v instant vector, m range vector, t string. */
const LETTERS: Record<string, ValueType> = { s: 'scalar', v: 'vector', m: 'matrix', t: 'string' };

const STABLE: Row[] = [
  ['abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin', 'v'],
  ['sinh sort sort_desc sqrt tan tanh timestamp', 'v'],
  ['absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate', 'm'],
  ['last_over_time max_over_time min_over_time present_over_time rate resets', 'm'],
  ['stddev_over_time stdvar_over_time sum_over_time', 'm'],
  ['histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum', 'v'],
  ['days_in_month day_of_month day_of_week day_of_year hour minute month year', 'v', 1],
  ['clamp', 'vss'],
  ['clamp_max clamp_min', 'vs'],
  ['histogram_fraction', 'ssv'],
  ['histogram_quantile', 'sv'],
  ['label_join', 'vttt', -1],
  ['label_replace', 'vtttt'],
  ['pi time', '', 0, 'scalar'],
  ['predict_linear', 'ms'],
  ['quantile_over_time', 'sm'],
  ['round', 'vs', 1],
  ['scalar', 'v', 0, 'scalar'],
  ['vector', 's'],
];

const EXPERIMENTAL: Row[] = [
  ['first_over_time mad_over_time', 'm'],
  ['ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time', 'm'],
  ['double_exponential_smoothing', 'mss'],
  ['histogram_quantiles', 'vtss', 9],
  ['info', 'vv', 1],
  ['sort_by_label sort_by_label_desc', 'vt', -1],
  ['max_of min_of', 'ss', 0, 'scalar'],
  ['start end step range', '', 0, 'scalar'],
];

function signatures(rows: Row[], experimental: boolean): FunctionSignature[] {
  return rows.flatMap(([names, args, variadic = 0, returns = 'vector']) =>
    names.split(' ').map((name) => ({
      name,
      args: [...args].map((letter) => LETTERS[letter] ?? 'vector'),
      variadic,
      returns,
      experimental,
    })),
  );
}

/** By name, as they are written: names of functions are case-sensitive. */
export const functions: ReadonlyMap<string, FunctionSignature> = new Map(
  [...signatures(STABLE, false), ...signatures(EXPERIMENTAL, true)].map((one) => [one.name, one]),
);
