import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { StandInEvent } from './stand-in/window.ts';
import { type Desktop, startDesktop } from './start-desktop.ts';

test('the window’s page is sandboxed, isolated, and without Node, webview or spell checker', async () => {
  const desktop = await startDesktop();
  expect(desktop.app.sandboxed).toBe(true);
  expect(desktop.window().options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    spellcheck: false,
  });
});

test('the page has its own scheme, registered before the app is ready', async () => {
  const desktop = await startDesktop();
  expect(desktop.schemes).toMatchObject([{ scheme: 'trivet', privileges: { standard: true, secure: true } }]);
  expect(desktop.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
  expect(desktop.window().webContents.mainFrame.url).toBe('trivet://app/');
});

test('the bridge offers named functions only, and no way to name a channel', async () => {
  const desktop = await startDesktop();
  const { exposed } = desktop.page();
  expect(Object.keys(exposed)).toEqual(['trivet']);
  expect(Object.keys(exposed.trivet as object).sort()).toEqual([
    'chooseFiles',
    'connectEngine',
    'onEngineState',
    'onNavigate',
    'onOpenFiles',
    'openExternal',
    'pathsOf',
    'platform',
    'restartEngine',
    'showDataDir',
  ]);
});

function isDenied(desktop: Desktop, type: string, url: string, isMainFrame = true): boolean {
  const event = new StandInEvent({ url, isMainFrame });
  desktop.window().webContents.emit(type, event);
  return event.prevented;
}

test('every navigation away from the app is denied', async () => {
  const desktop = await startDesktop();
  for (const url of [
    'https://example.org/',
    'file:///etc/passwd',
    'trivet://other/',
    'javascript:alert(1)',
  ]) {
    expect(isDenied(desktop, 'will-navigate', url), url).toBe(true);
    expect(isDenied(desktop, 'will-frame-navigate', url), url).toBe(true);
  }
  expect(isDenied(desktop, 'will-redirect', 'trivet://app/')).toBe(true);
  expect(isDenied(desktop, 'will-navigate', 'trivet://app/logs')).toBe(false);
  expect(isDenied(desktop, 'will-frame-navigate', 'trivet://app/logs', false)).toBe(true);
});

test('new windows and embedded pages are denied', async () => {
  const desktop = await startDesktop();
  const { webContents } = desktop.window();
  expect(webContents.openHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
  expect(webContents.openHandler?.({ url: 'trivet://app/' })).toEqual({ action: 'deny' });
  const event = new StandInEvent();
  webContents.emit('will-attach-webview', event);
  expect(event.prevented).toBe(true);
});

test('permissions are denied, but for copying text by the app’s own page', async () => {
  const { session } = await startDesktop();
  const ask = (permission: string, requestingUrl: string) =>
    new Promise((resolve) => session.permissionRequest?.(null, permission, resolve, { requestingUrl }));
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
    expect(await ask(permission, 'trivet://app/'), permission).toBe(false);
    expect(session.permissionCheck?.(null, permission, 'trivet://app'), permission).toBe(false);
  }
  expect(await ask('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
  expect(await ask('clipboard-sanitized-write', 'trivet://app/logs')).toBe(true);
  expect(session.device?.()).toBe(false);
});

test('only what the page itself made can be downloaded', async () => {
  const { session } = await startDesktop();
  const isPrevented = (url: string) => {
    const event = new StandInEvent();
    session.emit('will-download', event, { getURL: () => url });
    return event.prevented;
  };
  expect(isPrevented('https://example.org/x.exe')).toBe(true);
  expect(isPrevented('blob:https://example.org/1')).toBe(true);
  expect(isPrevented('blob:trivet://app/1')).toBe(false);
});

test('what does not come from the top frame of the app’s own page is passed over', async () => {
  const desktop = await startDesktop({ args: ['/traces/one.json'] });
  const { webContents } = desktop.window();
  const got: unknown[] = [];
  desktop.page().toPage.on('files:open', (_event, files) => got.push(files));
  webContents.sendFromPage('files:listening', undefined, { url: 'trivet://app/' });
  webContents.sendFromPage('files:listening', undefined, null);
  desktop.sayAsOtherContents('files:listening', webContents.mainFrame);
  const { url } = webContents.mainFrame;
  webContents.mainFrame.url = 'https://example.org/';
  webContents.sendFromPage('files:listening', undefined, webContents.mainFrame);
  webContents.mainFrame.url = url;
  expect(got).toEqual([]);
  webContents.sendFromPage('files:listening', undefined, webContents.mainFrame);
  expect(got).toEqual([['/traces/one.json']]);
});

test('an address is opened outside only after the person agreed, https or this machine only', async () => {
  const desktop = await startDesktop({ answers: { button: 1 } });
  const { trivet } = desktop.page();
  const refused = [
    'file:///etc/passwd',
    'http://example.org/',
    'javascript:alert(1)',
    'https://a:b@example.org/',
  ];
  for (const url of refused) trivet.openExternal(url);
  await Promise.resolve();
  expect(desktop.seen.messageBoxes).toEqual([]);
  trivet.openExternal('https://example.org/a?b=c');
  await vi.waitFor(() =>
    expect(desktop.seen.messageBoxes).toMatchObject([{ detail: 'https://example.org/a?b=c' }]),
  );
  expect(desktop.seen.opened).toEqual([]);
  desktop.answers.button = 0;
  trivet.openExternal('http://localhost:8080/');
  await vi.waitFor(() => expect(desktop.seen.opened).toEqual(['http://localhost:8080/']));
});

test('a second instance opens nothing: it hands its files over and ends', async () => {
  const desktop = await startDesktop({ answers: { singleInstance: false }, args: ['/a.json'] });
  expect(desktop.app.lockData).toEqual({ files: ['/a.json'] });
  expect(desktop.app.windows.size).toBe(0);
  expect(desktop.app.quits).toBe(1);
});

function pageFiles(): string {
  const home = tempDir();
  const root = join(home, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<style nonce="__TRIVET_NONCE__">');
  writeFileSync(join(root, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(home, 'secret.json'), 'secret');
  return root;
}

async function pageServer() {
  vi.doMock('electron', () => ({ protocol: {} }));
  const { fileOf, serveFile } = await import('../../electron/main/protocol.ts');
  const root = pageFiles();
  return {
    root,
    file: (url: string) => fileOf(root, url),
    get: (url: string, method = 'GET') => serveFile(root, { method, url }),
  };
}

test('the page is served with the policy, whose nonce is new in every answer', async () => {
  const { get } = await pageServer();
  const first = await get('trivet://app/');
  const policy = first.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']+'/);
  expect(policy).not.toMatch(/unsafe|http:|\*/);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(await first.text()).toBe(`<style nonce="${nonce}">`);
  expect((await get('trivet://app/')).headers.get('content-security-policy')).not.toBe(policy);
  expect(first.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a view’s address is the page; what is missing or not asked for with GET is not found', async () => {
  const { get } = await pageServer();
  expect((await get('trivet://app/traces/7be1f0c4?x=1')).headers.get('content-type')).toContain('text/html');
  expect((await get('trivet://app/containers/shop.js')).headers.get('content-type')).toContain('text/html');
  expect((await get('trivet://app/assets/main.js')).headers.get('content-type')).toContain('javascript');
  expect((await get('trivet://app/assets/none.js')).status).toBe(404);
  expect((await get('trivet://app/', 'POST')).status).toBe(404);
});

test('no address leaves the folder of the page', async () => {
  const { root, file, get } = await pageServer();
  const paths = ['..%2fsecret.json', '%2e%2e/secret.json', 'a/..%2f..%2fsecret.json', '..%5csecret.json'];
  for (const path of [...paths, 'x%00.js', '%E0%A4%A.js', '....//secret.json']) {
    const url = `trivet://app/assets/${path}`;
    const named = file(url);
    expect(named === null || named.startsWith(`${root}/`), path).toBe(true);
    expect(await (await get(url)).text(), path).not.toContain('secret');
  }
  expect(file('trivet://other/assets/main.js')).toBeNull();
  expect(file('file:///etc/passwd')).toBeNull();
});
