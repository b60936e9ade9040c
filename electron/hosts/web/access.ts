import type { IncomingHttpHeaders } from 'node:http';
import type { HostGuard } from '../../engine/http/host-guard.ts';
import type { SignIn } from './sign-in.ts';

export interface AccessRequest {
  method: string;
  /** Path without the query. */
  path: string;
  headers: IncomingHttpHeaders;
}

export interface Refusal {
  status: 401 | 403;
  message: string;
}

/** Without the token: all it says is that the process runs. */
const OPEN_PATHS = ['/health/live'];

/** True for a navigation of a whole tab, as following a link to `/` from a chat or a wiki is. */
const isTopLevelVisit = ({ method, path, headers }: AccessRequest) =>
  method === 'GET' && path === '/' && headers['sec-fetch-dest'] === 'document';

/**
 * Whether a request comes from where it may, before anything of it is read: Host is ours, and a browser sent
 * it from our own page. Null when it may.
 */
export function refuseOrigin(request: AccessRequest, hosts: HostGuard): Refusal | null {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (!hosts(host)) return { status: 403, message: `Host ${host ?? '(none)'} is not served here` };
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, message: `Origin ${origin} is not allowed` };
  }
  if ((site === 'cross-site' || site === 'same-site') && !isTopLevelVisit(request)) {
    return { status: 403, message: 'requests from other sites are refused' };
  }
  return null;
}

/** The same, and the token. */
export function refuse(request: AccessRequest, hosts: HostGuard, signIn: SignIn): Refusal | null {
  const refusal = refuseOrigin(request, hosts);
  if (refusal || OPEN_PATHS.includes(request.path)) return refusal;
  return signIn.allows(request.headers) ? null : { status: 401, message: 'the token is missing or wrong' };
}

/**
 * A WebSocket is not held back by the same-origin policy, so the browser's cookie counts only beside our own
 * Origin. A program has no Origin and must carry the token itself.
 */
export function refuseUpgrade(request: AccessRequest, hosts: HostGuard, signIn: SignIn): Refusal | null {
  const refusal = refuse(request, hosts, signIn);
  if (refusal) return refusal;
  const { origin, authorization } = request.headers;
  return origin !== undefined || signIn.carriesToken(authorization)
    ? null
    : { status: 403, message: 'a WebSocket needs an Origin' };
}
