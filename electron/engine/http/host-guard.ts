/**
 * Which names a server answers to. A page on a foreign site can make a browser connect to a loopback port
 * under the site's own name (DNS rebinding); the name is then in Host, and it is not one of ours.
 */

/** Names under which this machine reaches itself. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** Names under which containers reach the machine they run on. */
export const containerGatewayNames: readonly string[] = [
  'host.docker.internal',
  'host.containers.internal',
  'gateway.docker.internal',
];

const HOST = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::([0-9]{1,5}))?$/i;

/** Name, lower-case and without brackets, of a Host header or `:authority`; null when it is malformed. */
export function hostName(header: string | undefined): string | null {
  const match = header === undefined ? null : HOST.exec(header);
  return match ? (match[1] ?? match[2] ?? '').toLowerCase() : null;
}

export type HostGuard = (hostHeader: string | undefined) => boolean;

/** True for exactly these names, with any port: a forwarded port arrives under another number than ours. */
export function createHostGuard(names: Iterable<string>): HostGuard {
  const allowed = new Set([...names].map((name) => name.toLowerCase().replace(/^\[|\]$/g, '')));
  return (header) => {
    const name = hostName(header);
    return name !== null && allowed.has(name);
  };
}

/** True for an Origin whose host is a loopback name or address, whatever its port. */
export function isLoopbackOrigin(origin: string): boolean {
  const match = /^https?:\/\/([^/]+)$/.exec(origin);
  const name = match ? hostName(match[1]) : null;
  return name !== null && loopbackNames.includes(name);
}

/** `Content-Type` without its parameters, lower-case; null when there is none. */
export function mediaType(contentType: string | undefined): string | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return type ? type : null;
}
