/**
 * The page's window to main: sandboxed, one CommonJS file, nothing but `electron`. It offers the functions of
 * DesktopBridge by name; the page can name no channel.
 */
import type { IpcRendererEvent } from 'electron';
import type {
  DesktopBridge,
  EngineProcessState,
  enginePortMessage,
} from '../../shared/contract/bridge.ts' with { 'resolution-mode': 'import' };

declare function require(name: 'electron'): typeof import('electron');
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
  readonly location: { readonly origin: string };
};

const { contextBridge, ipcRenderer, webUtils } = require('electron');

const portMessage: typeof enginePortMessage = { type: 'trivet:engine-port' };

ipcRenderer.on('engine:port', (event: IpcRendererEvent) => {
  window.postMessage(portMessage, window.location.origin, event.ports);
});

let engineState: EngineProcessState = { state: 'starting' };
ipcRenderer.on('engine:state', (_event: IpcRendererEvent, state: EngineProcessState) => {
  engineState = state;
});

function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const relay = (_event: IpcRendererEvent, value: T) => listener(value);
  ipcRenderer.on(channel, relay);
  return () => {
    ipcRenderer.off(channel, relay);
  };
}

const bridge: DesktopBridge = {
  platform: process.platform as DesktopBridge['platform'],
  connectEngine: () => ipcRenderer.send('engine:connect'),
  onEngineState(listener) {
    listener(engineState);
    return listen('engine:state', listener);
  },
  restartEngine: () => ipcRenderer.send('engine:restart'),
  chooseFiles: () => ipcRenderer.send('files:choose'),
  onOpenFiles(listener) {
    const end = listen('files:open', listener);
    ipcRenderer.send('files:listening');
    return end;
  },
  pathsOf: (files) =>
    files.map((file) => webUtils.getPathForFile(file as never)).filter((path) => path !== ''),
  onNavigate: (listener) => listen('page:navigate', listener),
  openExternal: (url) => ipcRenderer.send('external:open', url),
  showDataDir: () => ipcRenderer.send('data-dir:show'),
};

contextBridge.exposeInMainWorld('trivet', bridge);
