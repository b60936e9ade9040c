import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { StandInPage } from './page.ts';
import type { StandInPort } from './ports.ts';

/** What a listener may prevent. */
export class StandInEvent {
  prevented = false;
  readonly #fields: object;
  constructor(fields: object = {}) {
    this.#fields = fields;
    Object.assign(this, this.#fields);
  }
  preventDefault(): void {
    this.prevented = true;
  }
}

type OpenHandler = (details: { url: string }) => { action: string };

export class StandInContents extends EventEmitter {
  readonly mainFrame = { url: '' };
  openHandler: OpenHandler | null = null;
  page: StandInPage | null = null;
  reloads = 0;
  readonly #ipcMain: EventEmitter;
  readonly #preload: string;
  #destroyed = false;

  constructor(ipcMain: EventEmitter, preload: string) {
    super();
    this.#ipcMain = ipcMain;
    this.#preload = preload;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  load(url: string): void {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
    this.mainFrame.url = url;
    this.page = new StandInPage(this.#preload, (channel, value) =>
      this.sendFromPage(channel, value, this.mainFrame),
    );
  }

  /** As a page in some frame would say it. */
  sendFromPage(channel: string, value: unknown, senderFrame: { url: string } | null): void {
    this.#ipcMain.emit(channel, { sender: this, senderFrame }, structuredClone(value));
  }

  reload(): void {
    this.reloads++;
    this.load(this.mainFrame.url);
  }

  send(channel: string, value: unknown): void {
    this.page?.receive(channel, structuredClone(value));
  }

  postMessage(channel: string, value: unknown, ports: StandInPort[]): void {
    this.page?.receive(channel, structuredClone(value), ports);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
  }
}

export class StandInWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: StandInContents;
  bounds: Rectangle;
  visible = false;
  focused = false;
  minimized = false;
  maximized = false;
  readonly #onClosed: () => void;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions, ipcMain: EventEmitter, onClosed: () => void) {
    super();
    this.options = options;
    this.webContents = new StandInContents(ipcMain, String(options.webPreferences?.preload));
    const { x = 10, y = 10, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.#onClosed = onClosed;
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.load(url);
    queueMicrotask(() => this.emit('ready-to-show'));
  }

  /** Asks to close, as the window's button does. */
  close(): void {
    const event = new StandInEvent();
    this.emit('close', event);
    if (event.prevented) return;
    this.#destroyed = true;
    this.webContents.destroy();
    this.visible = false;
    this.emit('closed');
    this.#onClosed();
  }

  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
  }
  focus(): void {
    this.focused = true;
  }
  blur(): void {
    this.focused = false;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isDestroyed = () => this.#destroyed;
  isVisible = () => this.visible;
  isFocused = () => this.focused;
  isMinimized = () => this.minimized;
  isMaximized = () => this.maximized;
  getNormalBounds = () => this.bounds;
}
