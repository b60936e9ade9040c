import { type BrowserWindow, dialog, shell } from 'electron';
import { type Disposable, DisposableStore } from '../../shared/util/disposable.ts';
import type { EngineProcess } from './engine-process.ts';
import { openExternal } from './external.ts';
import { listenToPage } from './ipc.ts';

const MAX_WAITING_FILES = 1000;

export interface PageLink extends Disposable {
  openFiles(paths: string[]): void;
  navigate(path: string): void;
  chooseFiles(): void;
}

async function chooseTraceFiles(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open trace files',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Trace files', extensions: ['json', 'jsonl', 'ndjson', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}

/**
 * Main's side of the bridge for one window: hands it connections to the engine, tells it how the engine's
 * process is, and brings it files. Nothing else is said between main and the page.
 */
export function linkPage(window: BrowserWindow, engine: EngineProcess): PageLink {
  const owned = new DisposableStore();
  const { webContents } = window;
  /** The page has asked, so a restarted engine's port is brought to it unasked. */
  let connected = false;
  let listensForFiles = false;
  let waiting: string[] = [];

  function send(channel: string, value: unknown): void {
    if (!webContents.isDestroyed()) webContents.send(channel, value);
  }

  function handOverPort(): void {
    const port = engine.connect();
    if (port) webContents.postMessage('engine:port', null, [port]);
  }

  function openFiles(files: string[]): void {
    waiting = [...waiting, ...files].slice(-MAX_WAITING_FILES);
    if (!listensForFiles || waiting.length === 0) return;
    send('files:open', waiting);
    waiting = [];
  }

  const chooseFiles = () => void chooseTraceFiles(window).then(openFiles);

  /** A page that is gone or loads anew has to ask again. */
  function forget(): void {
    connected = false;
    listensForFiles = false;
  }

  owned.add(
    listenToPage(window, {
      'engine:connect': () => {
        connected = true;
        send('engine:state', engine.state);
        handOverPort();
      },
      'engine:restart': () => engine.restart(),
      'files:choose': chooseFiles,
      'files:listening': () => {
        listensForFiles = true;
        openFiles([]);
      },
      'external:open': (url) => void openExternal(window, url),
      'data-dir:show': () => {
        if (engine.dataDir) void shell.openPath(engine.dataDir);
      },
    }),
  );
  owned.add(
    engine.onState.on((state) => {
      send('engine:state', state);
      if (connected && state.state === 'running') handOverPort();
    }),
  );
  webContents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) forget();
  });
  webContents.on('render-process-gone', forget);

  return {
    openFiles,
    chooseFiles,
    navigate: (path) => send('page:navigate', path),
    dispose: () => owned.dispose(),
  };
}
