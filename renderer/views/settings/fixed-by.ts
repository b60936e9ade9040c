import type { SettingsView } from '../../../shared/contract/settings.ts';

/** What holds the value above this page, if anything does. */
export const fixedBy = (view: SettingsView, path: string): string | undefined =>
  view.fixed.find(([fixed]) => path === fixed || path.startsWith(`${fixed}.`))?.[1];
