import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { usePreferences } from '../../time/preferences.ts';
import { Field, Group } from './Field.tsx';
import { Toggle } from './Toggle.tsx';
import { useSettings } from './use-settings.ts';

export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { zone, railLabels, toggleZone, toggleRailLabels } = usePreferences();
  const { view, save } = useSettings();
  return (
    <>
      <Group title="Appearance">
        <Field name="Theme">
          <SegmentedControl
            size="xs"
            aria-label="Theme"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </Field>
        <Toggle name="Times in UTC" value={zone === 'utc'} onChange={toggleZone} />
        <Toggle name="Names beside the icons of the rail" value={railLabels} onChange={toggleRailLabels} />
      </Group>
      {view && (
        <Group title="Desktop" note="For the desktop app.">
          <Toggle
            name="Closing the window keeps Trivet in the tray"
            value={view.settings.closeToTray}
            onChange={() => save({ closeToTray: !view.settings.closeToTray })}
          />
          <Toggle
            name="Notifications"
            value={view.settings.notifications}
            onChange={() => save({ notifications: !view.settings.notifications })}
          />
        </Group>
      )}
      {view && (
        <Group title="Receivers">
          <Toggle
            name="Pages on localhost may send traces (CORS)"
            value={view.settings.corsLocalhost}
            onChange={() => save({ corsLocalhost: !view.settings.corsLocalhost })}
          />
        </Group>
      )}
    </>
  );
}
