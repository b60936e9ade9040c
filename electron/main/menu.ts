import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  chooseFiles(): void;
  navigate(path: string): void;
  showDataDir(): void;
}

const views = [
  ['Overview', '/'],
  ['Containers', '/containers'],
  ['Logs', '/logs'],
  ['Traces', '/traces'],
  ['Metrics', '/metrics'],
  ['Dashboards', '/dashboards'],
  ['Alerts', '/alerts'],
] as const;

const separator: MenuItemConstructorOptions = { type: 'separator' };

function appMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      { label: 'Settings…', accelerator: 'Cmd+,', click: () => actions.navigate('/settings') },
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function fileMenu(actions: MenuActions, isMac: boolean): MenuItemConstructorOptions {
  const settings: MenuItemConstructorOptions[] = [
    separator,
    { label: 'Settings', accelerator: 'Ctrl+,', click: () => actions.navigate('/settings') },
  ];
  return {
    label: 'File',
    submenu: [
      { label: 'Open Trace Files…', accelerator: 'CmdOrCtrl+O', click: () => actions.chooseFiles() },
      { label: 'Show Data Directory', click: () => actions.showDataDir() },
      ...(isMac ? [] : settings),
      separator,
      isMac ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: 'View',
    submenu: [
      ...views.map(
        ([label, path], index): MenuItemConstructorOptions => ({
          label,
          accelerator: `CmdOrCtrl+${index + 1}`,
          click: () => actions.navigate(path),
        }),
      ),
      separator,
      { role: 'reload' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      separator,
      { role: 'toggleDevTools' },
    ],
  };
}

export function menuTemplate(actions: MenuActions, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [appMenu(actions)] : []),
    fileMenu(actions, isMac),
    { role: 'editMenu' },
    viewMenu(actions),
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'About Trivet', click: () => actions.navigate('/settings') }] },
  ];
}
