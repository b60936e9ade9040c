import type { Settings, SettingsView } from '../../../shared/contract/settings.ts';
import { useAction, useCall } from '../../connection/use-call.ts';

interface SettingsAccess {
  view: SettingsView | undefined;
  save(settings: Partial<Settings>, done?: () => void): void;
  error: Error | null;
}

export function useSettings(): SettingsAccess {
  const { data } = useCall('settings.get', {});
  const set = useAction('settings.set', ['settings.get']);
  return {
    view: data,
    save: (settings, done) => set.mutate({ settings }, { onSuccess: () => done?.() }),
    error: set.error,
  };
}
