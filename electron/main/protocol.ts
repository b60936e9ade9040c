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

/**
 * The file under the root that an address names, or null where it names none or leaves the root. A path
 * without an ending is a view's address, which the page itself resolves.
 */
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
  if (extname(path) === '') return join(root, 'index.html');
  const file = join(root, path);
  return file.startsWith(root + sep) && extname(file) in contentTypes ? file : null;
}

/** Answers one request with a file of the built page. */
export async function serveFile(root: string, request: { method: string; url: string }): Promise<Response> {
  const file = fileOf(root, request.url);
  if (request.method !== 'GET' || !file) return new Response('not found', { status: 404 });
  const nonce = randomBytes(16).toString('base64');
  const headers = {
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
  try {
    const bytes = await readFile(file);
    const body = extname(file) === '.html' ? bytes.toString().replaceAll(NONCE_PLACEHOLDER, nonce) : bytes;
    return new Response(body, { headers });
  } catch {
    return new Response('not found', { status: 404 });
  }
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
