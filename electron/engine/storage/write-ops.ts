import { notificationWriteOps } from './alerts/notifications.ts';
import { silenceWriteOps } from './alerts/silences.ts';
import { toldWriteOps } from './alerts/told-groups.ts';
import { entityWriteOps } from './entities/write.ts';
import { eventWriteOps } from './events/write.ts';
import { fileWriteOps } from './files/write.ts';
import { logWriteOps } from './logs/append.ts';
import { logMergeOps } from './logs/merge.ts';
import { logPatternWriteOps } from './logs/pattern-rows.ts';
import { metricWriteOps } from './metrics/write.ts';
import { probeWriteOps } from './probe.ts';

import { retentionWriteOps } from './retention.ts';
import { settingsWriteOps } from './settings/write.ts';
import { traceWriteOps } from './traces/write.ts';

/** Every operation of the writer thread, by name. */
export const writeOps = {
  ...entityWriteOps,
  ...eventWriteOps,
  ...fileWriteOps,
  ...metricWriteOps,
  ...logWriteOps,
  ...logMergeOps,
  ...logPatternWriteOps,
  ...retentionWriteOps,
  ...probeWriteOps,
  ...settingsWriteOps,
  ...traceWriteOps,
  ...notificationWriteOps,
  ...silenceWriteOps,
  ...toldWriteOps,
};

export type WriteOps = typeof writeOps;
export type WriteParams<K extends keyof WriteOps> = Parameters<WriteOps[K]>[1];
export type WriteResult<K extends keyof WriteOps> = ReturnType<WriteOps[K]>;
