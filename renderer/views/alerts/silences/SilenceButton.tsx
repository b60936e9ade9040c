import { Popover } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconVolumeOff } from '@tabler/icons-react';
import type { Labels } from '../../../../shared/model/series.ts';
import { exactText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { SilenceForm } from './SilenceForm.tsx';
import { draftOfAlert } from './silence-draft.ts';

interface SilenceButtonProps {
  labels: Labels;
  opened: boolean;
  onOpened(opened: boolean): void;
}

/** Silences an alert in two clicks: this, and for how long. */
export function SilenceButton({ labels, opened, onOpened }: SilenceButtonProps) {
  const zone = useZone();
  return (
    <Popover opened={opened} onChange={onOpened} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn"
          title="Silence: s"
          aria-expanded={opened}
          onClick={() => onOpened(!opened)}
        >
          <IconVolumeOff size={14} />
          Silence
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <SilenceForm
          draft={draftOfAlert(labels)}
          onDone={(_id, endsAtMs) => {
            onOpened(false);
            notifications.show({ message: `Silenced until ${exactText(endsAtMs, zone)}` });
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
