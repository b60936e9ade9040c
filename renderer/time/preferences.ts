import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Zone } from './clock-text.ts';

interface Preferences {
  zone: Zone;
  railLabels: boolean;
  toggleZone(): void;
  toggleRailLabels(): void;
}

/** How this person likes to read; kept in the browser, not in the address. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      zone: 'local',
      railLabels: false,
      toggleZone: () => set(({ zone }) => ({ zone: zone === 'local' ? 'utc' : 'local' })),
      toggleRailLabels: () => set(({ railLabels }) => ({ railLabels: !railLabels })),
    }),
    { name: 'trivet-preferences' },
  ),
);

export const useZone = (): Zone => usePreferences((preferences) => preferences.zone);
