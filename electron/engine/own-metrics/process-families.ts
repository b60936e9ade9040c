import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Label } from '../../../shared/model/series.ts';
import { type Family, family } from './family.ts';

/**
 * The engine's process as prom-client measures it. Its histogram of garbage collections, and gauges that are called
 * totals, which linters take offence at, are left out.
 */
export class ProcessFamilies {
  readonly #registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  async read(): Promise<Family[]> {
    const metrics = await this.#registry.getMetricsAsJSON();
    return metrics.flatMap(({ name, help, type, values }) => {
      const isCounter = String(type) === 'counter';
      if (!isCounter && (String(type) !== 'gauge' || name.endsWith('_total'))) return [];
      const samples = values.flatMap(({ labels, value }): [Label[], number][] =>
        typeof value === 'number' && Number.isFinite(value) ? [[labelsOf(labels), value]] : [],
      );
      return family(
        isCounter ? 'counter' : 'gauge',
        isCounter ? name.replace(/_total$/, '') : name,
        help,
        samples,
      );
    });
  }
}

const labelsOf = (labels: object): Label[] =>
  Object.entries(labels).map(([name, value]): Label => [name, String(value)]);
