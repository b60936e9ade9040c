import type { Migration } from '../migrate.ts';
import { createSettings } from './settings-001-create.ts';

/** In order; append only. */
export const settingsMigrations: readonly Migration[] = [createSettings];
