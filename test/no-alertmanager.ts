import type { Alertmanager } from '../electron/engine/alerts/dispatch/alertmanager.ts';

/** For web servers that are asked nothing about alerts. */
export const noAlertmanager = { externalUrl: '' } as Alertmanager;
