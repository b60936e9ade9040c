import { aggregateFlame } from './aggregate-flame.ts';
import { operationBaselines, traceOperations } from './baselines.ts';
import { packedTotals, packSpans } from './blocks/pack.ts';
import { completeQuery } from './complete.ts';
import { countTraces } from './count.ts';
import { unusedEntries } from './dictionary-upkeep.ts';
import { traceDifference } from './difference.ts';
import { examineTraces } from './doctor.ts';
import { exportTrace } from './export.ts';
import { findSpans } from './find-spans.ts';
import { operationKinds } from './operation-kinds.ts';
import { redTable } from './red-table.ts';
import { searchTraces, tracePoints } from './search.ts';
import { serviceMap } from './service-map.ts';
import { listServices, serviceRed } from './services.ts';
import { spanDetail, traceSpans } from './span-detail.ts';
import { traceDetail } from './trace-detail.ts';

export const traceReadQueries = {
  'spans.pack': packSpans,
  'spans.blocks': packedTotals,
  'traces.unusedEntries': unusedEntries,
  'traces.search': searchTraces,
  'traces.count': countTraces,
  'traces.complete': completeQuery,
  'traces.points': tracePoints,
  'traces.services': listServices,
  'traces.operationKinds': operationKinds,
  'traces.red': serviceRed,
  'traces.redTable': redTable,
  'traces.map': serviceMap,
  'traces.flame': aggregateFlame,
  'traces.detail': traceDetail,
  'traces.span': spanDetail,
  'traces.findSpans': findSpans,
  'traces.spans': traceSpans,
  'traces.operations': traceOperations,
  'traces.baselines': operationBaselines,
  'traces.difference': traceDifference,
  'traces.doctor': examineTraces,
};

/** Queries that send their answer in pieces. */
export const traceReadStreams = {
  'traces.export': exportTrace,
};
