import { Menu } from '@mantine/core';
import { useCallback, useState } from 'react';

export interface MenuItem {
  label: string;
  onClick(): void;
}

export interface ContextMenuState {
  x: number;
  y: number;
  /** A null entry is a line between the others. */
  items: (MenuItem | null)[];
}

/** What a right click offers, at the pointer; the arrow keys move in it and Escape closes it. */
export function ContextMenu({ state, onClose }: { state: ContextMenuState | null; onClose(): void }) {
  return (
    <Menu opened={state !== null} onChange={(open) => !open && onClose()} position="bottom-start" offset={2}>
      <Menu.Target>
        <span
          aria-hidden="true"
          style={{ position: 'fixed', left: state?.x ?? 0, top: state?.y ?? 0, width: 1, height: 1 }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {state?.items.map((item, i) =>
          item === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
            <Menu.Divider key={i} />
          ) : (
            <Menu.Item key={item.label} onClick={item.onClick}>
              {item.label}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The menu's state, and a handler that opens it with what the place offers. */
export function useContextMenu(): {
  menu: React.ReactNode;
  openMenu(event: React.MouseEvent, items: (MenuItem | null)[]): void;
} {
  const [state, setState] = useState<ContextMenuState | null>(null);
  const openMenu = useCallback((event: React.MouseEvent, items: (MenuItem | null)[]) => {
    event.preventDefault();
    setState({ x: event.clientX, y: event.clientY, items });
  }, []);
  return { menu: <ContextMenu state={state} onClose={() => setState(null)} />, openMenu };
}
