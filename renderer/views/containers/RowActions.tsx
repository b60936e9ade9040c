import { Menu } from '@mantine/core';
import {
  IconAlignLeft,
  IconDots,
  IconPlayerPlay,
  IconRefresh,
  IconSquare,
  IconTerminal2,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { containerPath } from '../../scope/container-path.ts';
import { useViewHref } from '../../time/url-state.ts';
import { actionLabel, useContainerActions } from './container-actions.tsx';
import classes from './containers.module.css';
import { possibleActions } from './possible-actions.ts';

/** What the mouse finds on a row: logs, restart, stop or start, shell, and the rest. */
export function RowActions({ container }: { container: ContainerSummary }) {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const href = useViewHref();
  const act = useContainerActions();
  const possible = possibleActions(container);
  const up = possible.includes('stop');
  const go = (tab: string) => navigate(href(containerPath(container.name), { tab }));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps a click on its buttons from selecting the row
    <span
      className={classes.actions}
      data-open={open || undefined}
      onClick={(event) => event.stopPropagation()}
    >
      <IconButton label={`Logs of ${container.name}`} onClick={() => go('logs')}>
        <IconAlignLeft size={14} />
      </IconButton>
      {up ? (
        <>
          <IconButton label={`Restart ${container.name}`} onClick={() => act('restart', [container])}>
            <IconRefresh size={14} />
          </IconButton>
          <IconButton label={`Stop ${container.name}`} onClick={() => act('stop', [container])}>
            <IconSquare size={13} />
          </IconButton>
          <IconButton label={`Shell in ${container.name}`} onClick={() => go('shell')}>
            <IconTerminal2 size={14} />
          </IconButton>
        </>
      ) : possible.includes('start') ? (
        <IconButton label={`Start ${container.name}`} onClick={() => act('start', [container])}>
          <IconPlayerPlay size={14} />
        </IconButton>
      ) : null}
      <Menu position="bottom-end" opened={open} onChange={setOpen}>
        <Menu.Target>
          <button
            type="button"
            className="btn icon small"
            aria-label={`More for ${container.name}`}
            tabIndex={-1}
          >
            <IconDots size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go('')}>Open</Menu.Item>
          <Menu.Item onClick={() => go('processes')}>Processes</Menu.Item>
          <Menu.Item onClick={() => go('inspect')}>Inspect</Menu.Item>
          <Menu.Item onClick={() => void navigator.clipboard.writeText(container.id)}>Copy the id</Menu.Item>
          <Menu.Divider />
          {possible.map((action) => (
            <Menu.Item
              key={action}
              onClick={() => act(action, [container])}
              c={action === 'remove' ? 'var(--err)' : undefined}
            >
              {actionLabel[action]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function IconButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick(): void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="btn icon small"
      title={label}
      aria-label={label}
      onClick={onClick}
      tabIndex={-1}
    >
      {children}
    </button>
  );
}
