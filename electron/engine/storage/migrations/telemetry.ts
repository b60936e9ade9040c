import type { Migration } from '../migrate.ts';
import { createEvents } from './001-events.ts';

/** In order; append only. */
export const telemetryMigrations: readonly Migration[] = [createEvents];
