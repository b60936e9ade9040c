import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import type { ImageSummary, PruneResult } from '../../../shared/contract/docker.ts';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';

export const imageName = ({ tags }: ImageSummary): string => (tags.length > 0 ? tags.join(', ') : 'no tag');

/** Asks, removes, and says what happened. */
export function askToRemove(
  image: ImageSummary,
  remove: (params: { id: string; force: boolean }) => Promise<PruneResult>,
): void {
  const used = image.containers > 0;
  const force = image.tags.length > 1;
  async function act(): Promise<void> {
    try {
      freed(await remove({ id: image.id, force }));
    } catch (error) {
      failed(`Remove ${imageName(image)}`, error);
    }
  }
  modals.openConfirmModal({
    title: `Remove ${imageName(image)}?`,
    children: (
      <p>
        {used ? `${count(image.containers)} containers use it; the daemon will refuse. ` : ''}
        {force ? 'All of its tags are removed. ' : ''}
        It can be pulled or built again.
      </p>
    ),
    labels: { confirm: 'Remove', cancel: 'Cancel' },
    confirmProps: { size: 'xs', color: 'red', 'data-autofocus': true },
    cancelProps: { size: 'xs' },
    onConfirm: () => void act(),
  });
}

export function freed({ removed, freedBytes }: PruneResult): void {
  notifications.show({
    title: `${count(removed.length)} removed`,
    message:
      freedBytes > 0
        ? `${quantityText(bytes(freedBytes))} freed`
        : 'nothing was freed: its layers are shared',
  });
}

export function failed(title: string, error: unknown): void {
  notifications.show({
    color: 'red',
    title,
    message: error instanceof Error ? error.message : String(error),
  });
}
