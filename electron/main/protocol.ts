import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { type Protocol, protocol } from 'electron';
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from '../../shared/content-security-policy.ts';

export const APP_SCHEME = 'trivet';
export const APP_HOST = 'app';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** True for an address of the app's own page. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST;
}

/** The file under the root that an address names, or null where it names none or leaves the root. */
export function fileOf(root: string, url: string): string | null {
  const parsed = URL.parse(url);
  if (!parsed || !isAppUrl(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(path)) return null;
  const file = join(root, path);
  return file.startsWith(root + sep) && extname(file) in contentTypes ? file : null;
}

/** Built files lie in /assets/; whatever else is no file is a view's address, which the page resolves. */
const isViewAddress = (url: string) =>
  isAppUrl(url) && URL.parse(url)?.pathname.startsWith('/assets/') === false;

async function readPageFile(root: string, url: string): Promise<{ type: string; bytes: Buffer } | null> {
  const named = fileOf(root, url);
  for (const file of [named, isViewAddress(url) ? join(root, 'index.html') : null]) {
    if (!file) continue;
    try {
      return { type: extname(file), bytes: await readFile(file) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return null;
    }
  }
  return null;
}

/** Answers one request with a file of the built page. */
export async function serveFile(root: string, request: { method: string; url: string }): Promise<Response> {
  const found = request.method === 'GET' ? await readPageFile(root, request.url) : null;
  if (!found) return new Response('not found', { status: 404 });
  const nonce = randomBytes(16).toString('base64');
  const { type, bytes } = found;
  return new Response(
    type === '.html' ? bytes.toString().replaceAll(NONCE_PLACEHOLDER, nonce) : new Uint8Array(bytes),
    {
      headers: {
        'Content-Type': contentTypes[type] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy(nonce),
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
      },
    },
  );
}

/** To be called before the app is ready: the page gets an origin of its own instead of file's. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveApp(handler: Pick<Protocol, 'handle'>, root: string): void {
  handler.handle(APP_SCHEME, (request) => serveFile(root, request));
}
