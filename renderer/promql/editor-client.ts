import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { type Matcher, METRIC_NAME } from '../../shared/model/series.ts';
import type { TrivetClient } from '../connection/connection.ts';
import type { TimeWindow } from '../time/time-range.ts';

const MOST_NAMES = 20_000;
const MOST_VALUES = 2_000;
const MOST_SERIES = 1_000;

/** Suffixes of the series that belong to a family of several. */
const PARTS = ['', '_bucket', '_sum', '_count'];

/**
 * What Prometheus' completion asks a server for, answered over the contract. What cannot be had is no reason to
 * disturb the person who types: completion then offers less.
 */
export function editorClient(client: () => TrivetClient | null, range: () => TimeWindow): PrometheusClient {
  const of = (metric?: string): Matcher[][] =>
    metric ? [[{ name: METRIC_NAME, op: '=', value: metric }]] : [];
  async function ask<T>(question: (engine: TrivetClient) => Promise<T>, nothing: T): Promise<T> {
    const engine = client();
    if (!engine) return nothing;
    try {
      return await question(engine);
    } catch {
      // Said where the query's own answer is shown.
      return nothing;
    }
  }
  return {
    labelNames: (metric) =>
      ask((engine) => engine.call('metrics.labelNames', { ...range(), selectors: of(metric) }), []),
    labelValues: (label, metric) =>
      ask(
        async (engine) =>
          (
            await engine.call('metrics.labelValues', {
              ...range(),
              label,
              selectors: of(metric),
              limit: MOST_VALUES,
            })
          ).values,
        [],
      ),
    metricNames: () =>
      ask(
        async (engine) =>
          (await engine.call('metrics.labelValues', { ...range(), label: METRIC_NAME, limit: MOST_NAMES }))
            .values,
        [],
      ),
    metricMetadata: () =>
      ask(async (engine) => {
        const families = await engine.call('metrics.families', range());
        return Object.fromEntries(
          families.flatMap(({ name, type, help }) => {
            const parts = type === 'histogram' || type === 'summary' ? PARTS : [''];
            return parts.map((part) => [name + part, [{ type, help }]]);
          }),
        );
      }, {}),
    series: (metric) =>
      ask(async (engine) => {
        const { series } = await engine.call('metrics.series', {
          ...range(),
          selectors: of(metric),
          limit: MOST_SERIES,
        });
        return series.map((labels) => new Map(labels));
      }, []),
    flags: () => Promise.resolve({}),
  };
}
