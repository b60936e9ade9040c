import type { Offender } from '../../../../shared/contract/objectives.ts';
import { type Labels, type Matcher, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { Expr } from '../../../../shared/promql/ast.ts';
import { rewrite } from '../../../../shared/promql/rewrite.ts';
import type { AskInstant } from './burn-rates.ts';
import type { Objective } from './objective.ts';
import { offenderPaths } from './offender-paths.ts';
import { badOf, counts } from './sli.ts';

const MOST_LABELS = 4;
const MOST_OF_A_LABEL = 8;
const MOST_VALUES = 500;
/** By which people look first; others follow by how well they tell apart. */
const PREFERRED = [
  'span_name',
  'http_route',
  'route',
  'handler',
  'path',
  'endpoint',
  'operation',
  'container',
  'name',
  'pod',
  'code',
  'status',
  'level',
  'method',
  'instance',
];
/** These say how it was measured. */
const LEFT_OUT = new Set([METRIC_NAME, 'le', 'slo', 'id', 'image']);

export type AskSeries = (
  selectors: Matcher[][],
  range: { startMs: number; endMs: number },
) => Promise<{ series: Labels[] }>;

interface Asked {
  startMs: number;
  endMs: number;
  instant: AskInstant;
  series: AskSeries;
}

/** What was bad in a range by each label that tells events apart, the worst of each label first. */
export async function offenders(objective: Objective, asked: Asked): Promise<Offender[]> {
  const { startMs, endMs } = asked;
  const { series } = await asked.series(selectorsOf(objective), { startMs, endMs });
  const labels = tellingLabels(series, fixedLabels(objective));
  const found = await Promise.all(labels.map((label) => offendersBy(objective, label, asked)));
  return found.flat();
}

async function offendersBy(objective: Objective, label: string, asked: Asked): Promise<Offender[]> {
  const { startMs, endMs, instant } = asked;
  const { indicator } = objective;
  const exprs = counts(indicator, Math.max(1_000, endMs - startMs), label);
  const [counted, total] = await Promise.all([
    byValue(instant, exprs.counted, label, endMs),
    byValue(instant, exprs.total, label, endMs),
  ]);
  // A label of what is counted only, such as the status of an error, has its whole in all that there is.
  const all = [...total.values()].reduce((sum, one) => sum + one, 0);
  const values = new Set([...total.keys(), ...(indicator.part === 'bad' ? counted.keys() : [])]);
  const rows = [...values].map((value) => {
    const whole = total.get(value) ?? all;
    return { value, total: whole, bad: badOf(indicator.part, counted.get(value) ?? 0, whole) };
  });
  const allBad = rows.reduce((sum, { bad }) => sum + bad, 0);
  return rows
    .filter(({ bad }) => bad > 0)
    .sort((a, b) => b.bad - a.bad)
    .slice(0, MOST_OF_A_LABEL)
    .map(({ value, bad, total: whole }) => ({
      labels: [[label, value]],
      bad,
      total: whole,
      share: bad / allBad,
      ...offenderPaths(objective, label, value, { startMs, endMs }),
    }));
}

async function byValue(
  ask: AskInstant,
  expr: string,
  label: string,
  timeMs: number,
): Promise<Map<string, number>> {
  const answer = await ask(expr, timeMs);
  const values = new Map<string, number>();
  for (const { labels, value } of answer.type === 'vector' ? answer.samples : []) {
    if (values.size >= MOST_VALUES) break;
    const [, text = ''] = labels.find(([name]) => name === label) ?? [];
    if (value > 0) values.set(text, value);
  }
  return values;
}

/** Of what is counted and of the whole: what is bad may have labels that the whole does not tell apart. */
const selectorsOf = ({ indicator: { counted, total } }: Objective): Matcher[][] =>
  [counted, total].flatMap(({ expr }) => matchersOf(expr)).slice(0, 32);

function matchersOf(expr: Expr): Matcher[][] {
  const found: Matcher[][] = [];
  rewrite(expr, {
    selector: (selector) => {
      found.push(selector.matchers);
      return selector;
    },
    matrix: (matrix) => {
      found.push(matrix.selector.matchers);
      return matrix;
    },
    subquery: () => null,
  });
  return found;
}

/** Labels that what is counted has one value of: they tell nothing apart. */
function fixedLabels({ indicator: { counted } }: Objective): Set<string> {
  const matchers = matchersOf(counted.expr).flat();
  return new Set(matchers.filter(({ op }) => op === '=').map(({ name }) => name));
}

/** Those with more than one value; where none has, the one that people look at first. */
function tellingLabels(series: readonly Labels[], fixed: ReadonlySet<string>): string[] {
  const values = new Map<string, Set<string>>();
  for (const labels of series) {
    for (const [name, value] of labels) {
      if (LEFT_OUT.has(name) || fixed.has(name)) continue;
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(value));
    }
  }
  const rank = (name: string) => {
    const at = PREFERRED.indexOf(name);
    return at < 0 ? PREFERRED.length : at;
  };
  const ranked = [...values]
    .filter(([name, some]) => some.size > 1 || PREFERRED.includes(name))
    .sort(([a, of], [b, others]) => rank(a) - rank(b) || others.size - of.size);
  const telling = ranked.filter(([, some]) => some.size > 1);
  return (telling.length > 0 ? telling : ranked.slice(0, 1)).slice(0, MOST_LABELS).map(([name]) => name);
}
