/**
 * Stands for the `electron` module where its binary cannot be had: enough of it to drive the real code of main
 * and preload, with the engine's process a real one. It keeps what it was asked to do, for tests to look at.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import { StandInChannel } from './ports.ts';
import { StandInUtilityProcess } from './utility-process.ts';
import { StandInEvent, StandInWindow } from './window.ts';

export interface Answers {
  /** Button of the next message box. */
  button: number;
  files: string[];
  singleInstance: boolean;
}

export type Scheme = { scheme: string; privileges: Record<string, boolean> };

export class StandInApp extends EventEmitter {
  readonly paths: Record<string, string>;
  readonly schemesAtReady: Scheme[] = [];
  ready = false;
  sandboxed = false;
  quits = 0;
  badgeCount = 0;
  exitCode: number | null = null;
  lockData: unknown;
  readonly #answers: Answers;

  constructor(home: string, answers: Answers) {
    super();
    this.paths = { appData: home, userData: join(home, 'electron') };
    this.#answers = answers;
  }

  getVersion = () => '0.0.0-test';
  getPath = (name: string) => this.paths[name];
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  requestSingleInstanceLock(data: unknown): boolean {
    this.lockData = data;
    return this.#answers.singleInstance;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setBadgeCount(count: number): boolean {
    this.badgeCount = count;
    return true;
  }
  async whenReady(): Promise<void> {
    this.ready = true;
  }

  /** Electron's order: before-quit, each window closed, will-quit, then the end. */
  quit(): void {
    this.quits++;
    this.emit('before-quit', new StandInEvent());
    for (const window of this.windows) window.close();
    if (this.windows.size > 0) return;
    const event = new StandInEvent();
    this.emit('will-quit', event);
    if (!event.prevented) this.exit(0);
  }

  readonly windows = new Set<StandInWindow>();
  exit(code: number): void {
    this.exitCode = code;
    this.emit('exited');
  }
}

export interface StandInMenu {
  template: MenuItemConstructorOptions[];
}

export interface StandInNotification extends EventEmitter {
  title: string;
  body: string;
  silent: boolean;
  closed: boolean;
}

export interface StandInTray extends EventEmitter {
  destroyed: boolean;
  menu: StandInMenu | null;
  toolTip: string;
  title: string;
}

/** Handlers that main set on the session, and the session's own events. */
export interface StandInSession extends EventEmitter {
  permissionRequest: ((...args: unknown[]) => void) | null;
  permissionCheck: ((...args: unknown[]) => boolean) | null;
  device: (() => boolean) | null;
}

export interface StandIn {
  /** What `import 'electron'` gets. */
  module: object;
  app: StandInApp;
  /** What a person would answer; a test may change it on the way. */
  answers: Answers;
  session: StandInSession;
  schemes: Scheme[];
  handlers: Map<string, (request: Request) => Promise<Response>>;
  /** A message from other contents than the window's, with a frame of its choice. */
  sayAsOtherContents(channel: string, senderFrame: { url: string }): void;
  seen: {
    messageBoxes: { message: string; detail?: string }[];
    opened: string[];
    shownPaths: string[];
    notifications: StandInNotification[];
    trays: StandInTray[];
    menu: StandInMenu | null;
  };
}

export function createStandIn(home: string, answersGiven: Partial<Answers> = {}): StandIn {
  const answers: Answers = { button: 0, files: [], singleInstance: true, ...answersGiven };
  const app = new StandInApp(home, answers);
  const ipcMain = new EventEmitter();
  const schemes: Scheme[] = [];
  const handlers = new Map<string, (request: Request) => Promise<Response>>();
  const seen: StandIn['seen'] = {
    messageBoxes: [],
    opened: [],
    shownPaths: [],
    notifications: [],
    trays: [],
    menu: null,
  };

  class BrowserWindow extends StandInWindow {
    constructor(options: BrowserWindowConstructorOptions) {
      super(options, ipcMain, () => {
        app.windows.delete(this);
        if (app.windows.size === 0) app.emit('window-all-closed');
      });
      app.windows.add(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
  }

  class Tray extends EventEmitter {
    destroyed = false;
    menu: StandInMenu | null = null;
    toolTip = '';
    title = '';
    constructor() {
      super();
      seen.trays.push(this);
    }
    setToolTip(text: string): void {
      this.toolTip = text;
    }
    setTitle(text: string): void {
      this.title = text;
    }
    setContextMenu(menu: StandInMenu): void {
      this.menu = menu;
    }
    destroy(): void {
      this.destroyed = true;
    }
  }

  class Notification extends EventEmitter {
    static isSupported = () => true;
    readonly title: string;
    readonly body: string;
    readonly silent: boolean;
    closed = false;
    constructor({ title, body, silent = false }: { title: string; body: string; silent?: boolean }) {
      super();
      this.title = title;
      this.body = body;
      this.silent = silent;
    }
    show(): void {
      seen.notifications.push(this);
    }
    close(): void {
      if (this.closed) return;
      this.closed = true;
      this.emit('close');
    }
  }

  const session = Object.assign(new EventEmitter(), {
    permissionRequest: null as StandInSession['permissionRequest'],
    permissionCheck: null as StandInSession['permissionCheck'],
    device: null as StandInSession['device'],
    setPermissionRequestHandler(handler: (...args: unknown[]) => void) {
      session.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: (...args: unknown[]) => boolean) {
      session.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: () => boolean) {
      session.device = handler;
    },
    protocol: {
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        handlers.set(scheme, handler),
    },
  });

  const module = {
    app,
    BrowserWindow,
    ipcMain,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]): StandInMenu => ({ template }),
      setApplicationMenu: (menu: StandInMenu) => {
        seen.menu = menu;
      },
    },
    Tray,
    Notification,
    MessageChannelMain: StandInChannel,
    utilityProcess: StandInUtilityProcess,
    session: { defaultSession: session },
    protocol: {
      registerSchemesAsPrivileged(registered: Scheme[]) {
        if (app.ready) throw new Error('schemes are registered before the app is ready');
        schemes.push(...registered);
      },
    },
    nativeImage: { createFromPath: () => ({ setTemplateImage: () => undefined }) },
    nativeTheme: { shouldUseDarkColors: true },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    dialog: {
      async showMessageBox(_window: unknown, options: { message: string; detail?: string }) {
        seen.messageBoxes.push(options);
        return { response: answers.button };
      },
      showOpenDialog: async () => ({ canceled: answers.files.length === 0, filePaths: answers.files }),
    },
    shell: {
      async openExternal(url: string) {
        seen.opened.push(url);
      },
      async openPath(path: string) {
        seen.shownPaths.push(path);
        return '';
      },
    },
  };
  const sayAsOtherContents = (channel: string, senderFrame: { url: string }) =>
    ipcMain.emit(channel, { sender: {}, senderFrame });
  return { module, app, answers, session, schemes, handlers, sayAsOtherContents, seen };
}
