import type { Problem } from '../../../shared/contract/app.ts';
import type { Cardinality } from '../../../shared/contract/promql.ts';
import type { SeriesRefusal } from '../storage/metrics/series.ts';

export type RefusedMetric = Cardinality['refused'][number];

/** Metrics that are told apart; who sends a bomb of names gets told of the first of them. */
const MOST_METRICS = 100;

/** Remembers which metrics a limit stopped, and which of their labels has most values. */
export class CardinalityGuard {
  readonly #refused = new Map<string, SeriesRefusal>();

  note(refusals: readonly SeriesRefusal[]): void {
    for (const refusal of refusals) {
      if (!this.#refused.has(refusal.name) && this.#refused.size >= MOST_METRICS) continue;
      this.#refused.set(refusal.name, refusal);
    }
  }

  /** What is refused is asked for again from time to time; what is let in then is not told of any more. */
  clear(): void {
    this.#refused.clear();
  }

  get refused(): RefusedMetric[] {
    return [...this.#refused.values()].map(({ name, series, label, values }) => ({
      name,
      series,
      label,
      values,
    }));
  }

  /** What the limit said of these metrics, or null. */
  textOf(names: ReadonlySet<string>, limits: { perName: number; inAll: number }): string | null {
    const told = [...this.#refused.values()].find(({ name }) => names.has(name));
    if (told) return text(told, limits);
    return names.size > 0 ? `a limit of ${limits.inAll} series in all` : null;
  }

  problems(limits: { perName: number; inAll: number }): Problem[] {
    return [...this.#refused.values()].slice(0, 5).map((refusal) => ({
      key: `cardinality:${refusal.name}`,
      severity: 'warning',
      message: `${text(refusal, limits)}. New series of it are not stored.`,
      cure: `Drop or shorten the label ${refusal.label || 'that varies'} at its source, or with metric_relabel_configs.`,
    }));
  }
}

function text(
  { name, by, label, values }: SeriesRefusal,
  { perName, inAll }: { perName: number; inAll: number },
) {
  const limit =
    by === 'name'
      ? `${name} has reached the limit of ${perName} series per metric`
      : `${name} was refused: the limit of ${inAll} series in all is reached`;
  return label === '' ? limit : `${limit}; its label ${label} has ${values} values`;
}
