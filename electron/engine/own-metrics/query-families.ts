import type { QueryCounts } from '../promql/query-counts.ts';
import { type Family, family } from './family.ts';

/** What PromQL was asked of Trivet. */
export function queryFamilies(queries: Pick<QueryCounts, 'ended' | 'samplesRead' | 'seconds'>): Family[] {
  return [
    family(
      'counter',
      'trivet_promql_queries',
      'PromQL queries, by how they ended.',
      [...queries.ended].map(([outcome, count]) => [[['outcome', outcome]], count]),
    ),
    family('counter', 'trivet_promql_samples_read', 'Samples that answered PromQL queries have read.', [
      [[], queries.samplesRead],
    ]),
    family('counter', 'trivet_promql_query_seconds', 'Time that answered PromQL queries have taken.', [
      [[], queries.seconds],
    ]),
  ];
}
