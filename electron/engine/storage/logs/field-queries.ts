import { completeQuery } from './complete.ts';
import { fieldStats } from './field-stats.ts';
import { logFields } from './fields.ts';

export const logFieldQueries = {
  'logs.complete': completeQuery,
  'logs.fields': logFields,
  'logs.fieldStats': fieldStats,
};
