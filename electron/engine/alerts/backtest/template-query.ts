import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { evaluateInstant, type QueryOptions } from '../../promql/query.ts';
import type { SeriesSource } from '../../promql/series-source.ts';
import type { TemplateSample } from '../templates/functions.ts';

/** A query of a template, which cannot wait: its slices are taken one after the other. @throws Error for templates */
export function templateQuery(
  text: string,
  timeMs: number,
  { source, options }: { source: SeriesSource; options?: QueryOptions },
): TemplateSample[] {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(faultText(text, parsed.error));
  const slices = evaluateInstant({ expr: parsed.value, text }, source, timeMs, options);
  for (;;) {
    const { done, value } = slices.next();
    if (!done) continue;
    if (value.type === 'vector') return value.samples;
    if (value.type === 'scalar') return [{ labels: [], value: value.value }];
    throw new Error('query result is not a vector or scalar');
  }
}
