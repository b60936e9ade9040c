/** Stands in the built index.html where a nonce belongs; the host puts a fresh one in for every response. */
export const NONCE_PLACEHOLDER = '__TRIVET_NONCE__';

/**
 * The policy under which the UI runs, in a browser tab and in the desktop window. Nothing but the app's own
 * files is loaded; style elements that the component kit makes carry the nonce.
 *
 * @param nonce null for files beside the page, such as a worker's script, which has a policy of its own
 * @param connect origins beside its own that the page may connect to, such as `ws://localhost:8748`
 */
export function contentSecurityPolicy(nonce: string | null, connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
