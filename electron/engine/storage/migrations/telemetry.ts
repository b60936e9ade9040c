import type { Migration } from '../migrate.ts';
import { createEvents } from './001-events.ts';
import { createUsage } from './002-usage.ts';
import { createTraces } from './003-traces.ts';
import { createMetrics } from './004-metrics.ts';
import { createEntities } from './005-entities.ts';
import { createLogs } from './006-logs.ts';
import { createFiles } from './007-files.ts';
import { createSpanEntries } from './008-span-entries.ts';
import { createTraceArrivals } from './009-trace-arrivals.ts';
import { createTailSampling } from './010-tail-sampling.ts';
import { createSpanBlocks } from './011-span-blocks.ts';
import { createMetricFamilies } from './012-metric-families.ts';
import { createMetricChanges } from './013-metric-changes.ts';
import { createDownsampling } from './014-downsampling.ts';
import { createLogRecords } from './015-log-records.ts';
import { createLogPatterns } from './016-log-patterns.ts';
import { createFileLogs } from './017-file-logs.ts';
import { createPackedBlocks } from './018-packed-blocks.ts';
import { createNotifications } from './019-notifications.ts';

/** In order; append only. */
export const telemetryMigrations: readonly Migration[] = [
  createEvents,
  createUsage,
  createTraces,
  createMetrics,
  createEntities,
  createLogs,
  createFiles,
  createSpanEntries,
  createTraceArrivals,
  createTailSampling,
  createSpanBlocks,
  createMetricFamilies,
  createMetricChanges,
  createDownsampling,
  createLogRecords,
  createLogPatterns,
  createFileLogs,
  createPackedBlocks,
  createNotifications,
];
