import { useQueryClient } from '@tanstack/react-query';
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
  const queries = useQueryClient();
  return {
    view: data,
    save: (settings, done) => {
      // A second change may come before the first is answered, and must build on it. What was not saved is asked anew.
      queries.setQueryData<SettingsView>(
        ['settings.get', {}],
        (known) => known && { ...known, settings: { ...known.settings, ...settings } },
      );
      set.mutate({ settings }, { onSuccess: () => done?.() });
    },
    error: set.error,
  };
}
