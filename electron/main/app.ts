/**
 * The desktop app: one instance, one window, one engine process. Main brokers between them and sees no
 * telemetry but the events it turns into notifications.
 */
import { join } from 'node:path';
import { app, type BrowserWindow, Menu, Notification, session, shell } from 'electron';
import type { AlertNotice } from '../../shared/contract/notifications.ts';
import { AlertNotices } from './alert-notices.ts';
import { EngineLink } from './engine-link.ts';
import { EngineProcess } from './engine-process.ts';
import { showBadge } from './firing-count.ts';
import { guardContents, guardSession } from './guards.ts';
import { type LaunchArguments, parseLaunchArguments } from './launch-arguments.ts';
import { menuTemplate } from './menu.ts';
import { type Notice, noticeFilter, noticeOf } from './notices.ts';
import { watchPage } from './page-health.ts';
import { linkPage, type PageLink } from './page-link.ts';
import { paths } from './paths.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { type AppTray, createTray } from './tray.ts';
import { bringToFront, createWindow } from './window.ts';

/** Chromium's own profile lies beside what it belongs to, so that each data directory has its one instance. */
function profileDir({ dataDir, demo }: LaunchArguments): string {
  if (dataDir) return join(dataDir, 'Window');
  return join(app.getPath('appData'), 'Trivet', demo ? 'Window-demo' : 'Window');
}

/** What a second start says to the first. It is another process of the same user, and still only data. */
function filesOf(additionalData: unknown): string[] {
  const files = (additionalData as { files?: unknown } | null)?.files;
  return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
}

class DesktopApp {
  readonly #title: string;
  readonly #engine: EngineProcess;
  readonly #link: EngineLink;
  readonly #isNew = noticeFilter();
  /** Shown notifications are kept from the garbage collector, which would take their click handlers. */
  readonly #notifications = new Map<Notification, { container: string }>();
  readonly #alerts = new AlertNotices((path) => this.#navigate(path));
  #window: BrowserWindow | null = null;
  #page: PageLink | null = null;
  #tray: AppTray | null = null;
  #waitingFiles: string[];
  #quitting = false;

  constructor(args: LaunchArguments, files: string[]) {
    this.#title = args.demo ? 'Trivet (demo)' : 'Trivet';
    this.#waitingFiles = files;
    this.#engine = new EngineProcess({ dataDir: args.dataDir, version: app.getVersion(), demo: args.demo });
    this.#link = new EngineLink(this.#engine);
    this.#link.onSettings.on(({ closeToTray }) => this.#keepTray(closeToTray));
    this.#link.onEvent.on((event) => {
      const notice = noticeOf(event);
      if (notice && !this.#alerts.tellsOf(event.name)) this.#notify(notice, event.name);
    });
    this.#link.onNotice.on((notice) => this.#tellAlert(notice));
    this.#link.onFiring.on((firing) => {
      showBadge(firing);
      this.#tray?.setFiring(firing);
    });
    this.#setMenu();
    app.on('activate', () => this.show());
    app.on('before-quit', () => {
      this.#quitting = true;
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('will-quit', (event) => this.#endEngine(event));
    this.show();
  }

  /** Brings the window to the front, or opens it. */
  show(): void {
    if (this.#window) bringToFront(this.#window);
    else this.#open();
  }

  openFiles(files: string[]): void {
    if (this.#page) this.#page.openFiles(files);
    else this.#waitingFiles.push(...files);
  }

  #open(): void {
    const window = createWindow(this.#title);
    const page = linkPage(window, this.#engine);
    this.#window = window;
    this.#page = page;
    watchPage(window);
    window.on('close', (event) => {
      if (this.#quitting || !this.#tray) return;
      event.preventDefault();
      window.hide();
    });
    window.on('closed', () => {
      page.dispose();
      this.#window = null;
      this.#page = null;
    });
    page.openFiles(this.#waitingFiles.splice(0));
  }

  #navigate(path: string): void {
    this.show();
    this.#page?.navigate(path);
  }

  #setMenu(): void {
    const actions = {
      chooseFiles: () => {
        this.show();
        this.#page?.chooseFiles();
      },
      navigate: (path: string) => this.#navigate(path),
      showDataDir: () => {
        if (this.#engine.dataDir) void shell.openPath(this.#engine.dataDir);
      },
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform)));
  }

  #keepTray(wanted: boolean): void {
    if (wanted) {
      this.#tray ??= createTray(this.#title, this.#link.firing, {
        show: () => this.show(),
        showAlerts: () => this.#navigate('/alerts'),
        quit: () => app.quit(),
      });
      return;
    }
    this.#tray?.dispose();
    this.#tray = null;
    // A window hidden in a tray that is gone could not be found again.
    if (this.#window && !this.#window.isVisible()) this.show();
  }

  #notify(notice: Notice, container: string): void {
    if (!this.#link.settings.notifications || !Notification.isSupported()) return;
    if (this.#window?.isFocused() || !this.#isNew(notice, Date.now())) return;
    const notification = new Notification({ title: notice.title, body: notice.body });
    this.#notifications.set(notification, { container });
    notification.on('click', () => this.#navigate(notice.path));
    notification.on('close', () => this.#notifications.delete(notification));
    notification.show();
  }

  /** The window tells of it itself while the person looks at it. */
  #tellAlert(notice: AlertNotice): void {
    this.#alerts.withdraw(notice.tag);
    if (!this.#link.settings.notifications || !Notification.isSupported()) return;
    if (this.#window?.isFocused()) return;
    this.#alerts.show(notice);
    // What befell a container is told with the alert about it, and not twice.
    for (const [notification, { container }] of this.#notifications) {
      if (!notice.resolved && notice.containers.includes(container)) notification.close();
    }
  }

  #endEngine(event: { preventDefault(): void }): void {
    if (this.#engine.state.state === 'stopped' && this.#engine.pid === undefined) return;
    event.preventDefault();
    this.#tray?.dispose();
    this.#alerts.dispose();
    this.#link.dispose();
    void this.#engine.stop().then(() => app.exit(0));
  }
}

/** Starts the app, or hands its files to the one that runs already and ends. */
export async function startApp(): Promise<void> {
  const args = parseLaunchArguments(process.argv.slice(process.defaultApp ? 2 : 1), process.cwd());
  app.setPath('userData', profileDir(args));
  if (!app.requestSingleInstanceLock({ files: args.files })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerAppScheme();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));

  let desktop: DesktopApp | null = null;
  const early = [...args.files];
  const openFiles = (files: string[]) => {
    if (desktop) desktop.openFiles(files);
    else early.push(...files);
  };
  // macOS names files this way, and may do so before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFiles([path]);
  });
  app.on('second-instance', (_event, _argv, _cwd, additionalData) => {
    openFiles(filesOf(additionalData));
    desktop?.show();
  });

  await app.whenReady();
  guardSession(session.defaultSession);
  serveApp(session.defaultSession.protocol, paths.renderer);
  desktop = new DesktopApp(args, early);
}
