import { join } from 'node:path';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { paths } from './paths.ts';
import { APP_URL } from './protocol.ts';
import { readWindowState, SMALLEST, type WindowState, writeWindowState } from './window-state.ts';

/** Every web preference that matters is written out, also where it is Electron's default. */
export function windowOptions(
  state: WindowState,
  title: string,
  dark: boolean,
): BrowserWindowConstructorOptions {
  return {
    ...(state.bounds ?? state.size),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title,
    show: false,
    autoHideMenuBar: true,
    // The page's own ground, so that nothing flashes before it is drawn.
    backgroundColor: dark ? '#111317' : '#ffffff',
    icon: join(paths.icons, 'icon.png'),
    webPreferences: {
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  };
}

const stateFile = () => join(app.getPath('userData'), 'window.json');

/** A window on the app's page, where it was when it was last closed; shown once there is something to see. */
export function createWindow(title: string): BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile(), screens);
  const window = new BrowserWindow(windowOptions(state, title, nativeTheme.shouldUseDarkColors));
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile(), { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  void window.loadURL(APP_URL);
  return window;
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
