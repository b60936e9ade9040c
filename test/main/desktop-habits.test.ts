import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { StandInEvent } from './stand-in/window.ts';
import { type Desktop, pageClient, startDesktop, until } from './start-desktop.ts';

function openedFiles(desktop: Desktop): string[][] {
  const opened: string[][] = [];
  desktop.page().trivet.onOpenFiles((paths) => opened.push(paths));
  return opened;
}

test('files named at the start wait until the page listens', async () => {
  const desktop = await startDesktop({ args: ['/traces/a.json', '/traces/b.json'] });
  expect(openedFiles(desktop)).toEqual([['/traces/a.json', '/traces/b.json']]);
});

test('a second start hands its files to the first, whose window comes to the front', async () => {
  const desktop = await startDesktop();
  const opened = openedFiles(desktop);
  desktop.window().minimized = true;
  desktop.app.emit('second-instance', {}, [], '/', { files: ['/traces/c.json', 7] });
  expect(opened).toEqual([['/traces/c.json']]);
  expect(desktop.window()).toMatchObject({ minimized: false, visible: true, focused: true });
});

test('a file that macOS names is opened', async () => {
  const desktop = await startDesktop();
  const opened = openedFiles(desktop);
  const event = new StandInEvent();
  desktop.app.emit('open-file', event, '/traces/d.json');
  expect(event.prevented).toBe(true);
  expect(opened).toEqual([['/traces/d.json']]);
});

test('files chosen in the dialog are opened', async () => {
  const desktop = await startDesktop({ answers: { files: ['/traces/e.json'] } });
  const opened = openedFiles(desktop);
  desktop.page().trivet.chooseFiles();
  await vi.waitFor(() => expect(opened).toEqual([['/traces/e.json']]));
});

test('dropped files are known by their paths', async () => {
  const desktop = await startDesktop();
  const dropped = [
    { name: 'f.json', size: 1, path: '/traces/f.json' },
    { name: 'made in the page', size: 1 },
  ];
  expect(desktop.page().trivet.pathsOf(dropped)).toEqual(['/traces/f.json']);
});

test('closing hides into the tray while the setting is on, and ends the app while it is off', async () => {
  const desktop = await startDesktop();
  const client = await pageClient(desktop.page());
  await client.call('settings.set', { settings: { closeToTray: true } });
  const tray = await until(() => desktop.seen.trays[0]);
  const window = desktop.window();
  window.close();
  expect(window.visible).toBe(false);
  expect(desktop.app.quits).toBe(0);
  tray.emit('click');
  expect(window.visible).toBe(true);
  await client.call('settings.set', { settings: { closeToTray: false } });
  await until(() => tray.destroyed);
  window.close();
  expect(desktop.app.windows.size).toBe(0);
  expect(desktop.app.quits).toBe(1);
});

test('a window hidden in the tray comes back when the tray goes', async () => {
  const desktop = await startDesktop();
  const client = await pageClient(desktop.page());
  await client.call('settings.set', { settings: { closeToTray: true } });
  await until(() => desktop.seen.trays[0]);
  desktop.window().close();
  await client.call('settings.set', { settings: { closeToTray: false } });
  await until(() => desktop.window().visible);
});

test('the window opens where it was closed', async () => {
  const dataDir = tempDir();
  const first = await startDesktop({ dataDir });
  const bounds = { x: 40, y: 50, width: 1000, height: 700 };
  first.window().bounds = bounds;
  first.app.quit();
  await until(() => first.app.exitCode === 0);
  const kept = JSON.parse(readFileSync(join(dataDir, 'Window', 'window.json'), 'utf8'));
  expect(kept).toEqual({ bounds, maximized: false });
  const second = await startDesktop({ dataDir });
  expect(second.window().options).toMatchObject(bounds);
});

test('a place that cannot be kept does not keep the window from closing', async () => {
  const dataDir = tempDir();
  writeFileSync(join(dataDir, 'Window'), 'not a folder');
  const desktop = await startDesktop({ dataDir });
  expect(desktop.window().options).toMatchObject({ width: 1440, height: 900 });
  desktop.window().close();
  expect(desktop.app.windows.size).toBe(0);
});

test('a page that ends is loaded again, but not without end', async () => {
  const desktop = await startDesktop({ answers: { button: 1 } });
  const { webContents } = desktop.window();
  for (let crash = 1; crash <= 3; crash++) {
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reloads).toBe(crash);
  }
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(webContents.reloads).toBe(3);
  expect(desktop.seen.messageBoxes).toHaveLength(1);
});

test('the engine goes on while the page is gone, and serves the page that comes back', async () => {
  const desktop = await startDesktop();
  const before = await pageClient(desktop.page());
  const { pid } = await before.call('app.info', {});
  desktop.window().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  const after = await pageClient(desktop.page());
  expect((await after.call('app.info', {})).pid).toBe(pid);
});

test('the menu brings the page to a view', async () => {
  const desktop = await startDesktop();
  const paths: string[] = [];
  desktop.page().trivet.onNavigate((path) => paths.push(path));
  const items = desktop.seen.menu?.template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  items?.find(({ label }) => label === 'Logs')?.click?.(undefined as never, undefined, undefined as never);
  expect(paths).toEqual(['/logs']);
});

test('the data directory is shown in the system’s file manager once the engine named it', async () => {
  const desktop = await startDesktop();
  await pageClient(desktop.page());
  desktop.page().trivet.showDataDir();
  expect(desktop.seen.shownPaths).toEqual([desktop.dataDir]);
});

test('the demo says so in its title, and the engine is told', async () => {
  const demo = await startDesktop({ args: ['--demo'] });
  expect(demo.window().options.title).toBe('Trivet (demo)');
  const client = await pageClient(demo.page());
  expect((await client.call('app.info', {})).demo).toBe(true);
});
