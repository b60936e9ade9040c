import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import type { ContainerAction } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { useAction } from '../../connection/use-call.ts';
import { possibleActions } from './possible-actions.ts';

export const actionLabel: Record<ContainerAction, string> = {
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  kill: 'Kill',
  pause: 'Pause',
  unpause: 'Resume',
  remove: 'Remove',
};

const consequence: Partial<Record<ContainerAction, string>> = {
  stop: 'Its processes are asked to end, and killed after ten seconds.',
  restart: 'It is stopped and started again.',
  kill: 'Its processes end at once, without a chance to finish.',
  pause: 'Its processes are frozen until it is resumed.',
  remove: 'The container and its writable layer are deleted. Its recorded logs, metrics and events stay.',
};

/** Asks, acts on each, and says what failed. Starting and resuming need no question. */
export function useContainerActions(): (action: ContainerAction, containers: ContainerSummary[]) => void {
  const { mutateAsync } = useAction('containers.action', ['containers.list', 'containers.inspect']);

  async function act(action: ContainerAction, containers: ContainerSummary[]): Promise<void> {
    const force = action === 'remove';
    const results = await Promise.allSettled(
      containers.map(({ id }) => mutateAsync({ id, action, ...(force ? { force } : {}) })),
    );
    results.forEach((result, i) => {
      if (result.status === 'fulfilled') return;
      notifications.show({
        color: 'red',
        title: `${actionLabel[action]} ${containers[i]?.name}`,
        message: result.reason instanceof Error ? result.reason.message : String(result.reason),
      });
    });
  }

  return (action, containers) => {
    const able = containers.filter((container) => possibleActions(container).includes(action));
    if (able.length === 0) return;
    if (!consequence[action]) {
      void act(action, able);
      return;
    }
    const names = able.map(({ name }) => name).join(', ');
    modals.openConfirmModal({
      title: `${actionLabel[action]} ${able.length === 1 ? names : `${able.length} containers`}?`,
      children: (
        <>
          {able.length === 1 ? null : <p className="t2">{names}</p>}
          <p>{consequence[action]}</p>
        </>
      ),
      labels: { confirm: actionLabel[action], cancel: 'Cancel' },
      confirmProps: {
        size: 'xs',
        color: action === 'remove' || action === 'kill' ? 'red' : 'blue',
        'data-autofocus': true,
      },
      cancelProps: { size: 'xs' },
      onConfirm: () => void act(action, able),
    });
  };
}
