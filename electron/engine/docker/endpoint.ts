import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { err, ok, type Result } from '../../../shared/util/result.ts';

/** Where a daemon may be, before anything was tried. */
export interface Endpoint {
  /** As a person writes it: unix:///var/run/docker.sock, tcp://10.0.0.5:2376, ssh://me@host. */
  readonly url: string;
  /** What named it, for messages: DOCKER_HOST, docker context "x", the Docker Desktop socket. */
  readonly from: string;
  readonly transport: Transport;
}

export type Transport =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null }
  | { readonly kind: 'ssh'; readonly user: string; readonly host: string; readonly port: number | null };

/** Paths of PEM files; one that does not exist is left out of the connection. */
export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly verify: boolean;
}

export interface EndpointProblem {
  cause: string;
  cure: string;
}

/** The machine as discovery sees it; passed in, so that every platform is tested on one. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly tmpDir: string;
  /** Null when there is no such file. */
  readFile(path: string): string | null;
}

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/**
 * The endpoints to try, in order, found as the docker CLI finds its daemon: DOCKER_HOST, DOCKER_CONTEXT, the
 * current context of the docker configuration. Where none of them says anything, the sockets of the known
 * engines follow the platform's default one. `dockerHost` (flag or setting) stands above all.
 */
export function discoverEndpoints(
  machine: Surroundings,
  dockerHost: string | null,
): Result<Endpoint[], EndpointProblem> {
  const { env } = machine;
  const explicit = dockerHost ? { url: dockerHost, from: 'the dockerHost setting' } : null;
  const host = explicit ?? (env.DOCKER_HOST ? { url: env.DOCKER_HOST, from: 'DOCKER_HOST' } : null);
  if (host) return single(parseEndpoint(host.url, host.from, environmentTls(machine)));
  const context = env.DOCKER_CONTEXT || currentContext(machine);
  if (context && context !== 'default') return single(contextEndpoint(machine, context));
  return ok(knownSockets(machine));
}

const single = (endpoint: Result<Endpoint, EndpointProblem>): Result<Endpoint[], EndpointProblem> =>
  endpoint.ok ? ok([endpoint.value]) : endpoint;

/** Reads a docker host address; a bare path is a socket and a bare host is tcp, as the docker CLI takes them. */
export function parseEndpoint(
  url: string,
  from: string,
  tls: TlsFiles | null,
): Result<Endpoint, EndpointProblem> {
  const [, scheme = '', rest = ''] = /^(?:([a-z+]+):\/\/)?(.*)$/i.exec(url.trim()) ?? [];
  const named = scheme.toLowerCase();
  if (named === 'unix' || named === 'npipe' || (named === '' && rest.startsWith('/'))) {
    if (rest !== '') return ok({ url, from, transport: { kind: 'socket', path: rest } });
  } else if (['tcp', 'http', 'https', ''].includes(named)) {
    const address = hostAndPort(rest);
    const files = named === 'https' && !tls ? NO_TLS_FILES : named === 'http' ? null : tls;
    const port = address?.port ?? (files ? TLS_PORT : PLAIN_PORT);
    if (address) return ok({ url, from, transport: { kind: 'tcp', host: address.host, port, tls: files } });
  } else if (named === 'ssh') {
    const [user, target] = rest.includes('@') ? split(rest, '@') : ['', rest];
    const address = hostAndPort(target);
    // A leading dash would reach ssh as an option.
    if (address && !address.host.startsWith('-') && !user.startsWith('-')) {
      return ok({ url, from, transport: { kind: 'ssh', user, ...address } });
    }
  }
  return err({
    cause: `${from} is not an address that Docker understands: ${withoutPassword(url)}`,
    cure: 'Use unix:///path, npipe:////./pipe/name, tcp://host:port or ssh://user@host.',
  });
}

const NO_TLS_FILES: TlsFiles = { ca: '', cert: '', key: '', verify: true };

const withoutPassword = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

function split(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return [text.slice(0, index), text.slice(index + 1)];
}

/** host, host:port, [v6]:port, with an ignored path behind. */
function hostAndPort(text: string): { host: string; port: number | null } | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/[\]\s]+))(?::(\d{1,5}))?(?:\/.*)?$/i.exec(text);
  if (!match) return null;
  const port = match[3] ? Number(match[3]) : null;
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { host: match[1] ?? match[2] ?? '', port };
}

/** DOCKER_TLS_VERIFY or DOCKER_TLS switch TLS on; the files are in DOCKER_CERT_PATH, else in the configuration. */
function environmentTls(machine: Surroundings): TlsFiles | null {
  const { env } = machine;
  if (!env.DOCKER_TLS_VERIFY && !env.DOCKER_TLS) return null;
  return tlsFiles(machine, env.DOCKER_CERT_PATH || configDir(machine), Boolean(env.DOCKER_TLS_VERIFY));
}

function tlsFiles(machine: Surroundings, dir: string, verify: boolean): TlsFiles {
  const { join } = paths(machine);
  return { ca: join(dir, 'ca.pem'), cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem'), verify };
}

const paths = ({ platform }: Surroundings) => (platform === 'win32' ? win32 : posix);

const configDir = (machine: Surroundings) =>
  machine.env.DOCKER_CONFIG || paths(machine).join(machine.home, '.docker');

function currentContext(machine: Surroundings): string | null {
  const parsed = parseJson(machine.readFile(paths(machine).join(configDir(machine), 'config.json')));
  const name = (parsed as { currentContext?: unknown } | null)?.currentContext;
  return typeof name === 'string' && name !== '' ? name : null;
}

interface ContextMeta {
  Endpoints?: { docker?: { Host?: unknown; SkipTLSVerify?: unknown } };
}

/** A context's files are kept under the SHA-256 of its name (docker/cli cli/context/store). */
function contextEndpoint(machine: Surroundings, name: string): Result<Endpoint, EndpointProblem> {
  const { join } = paths(machine);
  const contexts = join(configDir(machine), 'contexts');
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = parseJson(machine.readFile(join(contexts, 'meta', digest, 'meta.json'))) as ContextMeta | null;
  const docker = meta?.Endpoints?.docker;
  if (typeof docker?.Host !== 'string' || docker.Host === '') {
    return err({
      cause: `The docker context "${name}" does not exist or has no docker endpoint.`,
      cure: 'See `docker context ls`, then choose one with `docker context use NAME`, or unset DOCKER_CONTEXT.',
    });
  }
  const dir = join(contexts, 'tls', digest, 'docker');
  const files = tlsFiles(machine, dir, docker.SkipTLSVerify !== true);
  const hasTls = [files.ca, files.cert, files.key].some((path) => machine.readFile(path) !== null);
  return parseEndpoint(
    docker.Host,
    `the docker context "${name}"`,
    hasTls || docker.SkipTLSVerify === true ? files : null,
  );
}

function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A broken docker configuration means the same to us as none; the docker CLI itself will tell.
    return null;
  }
}

function knownSockets(machine: Surroundings): Endpoint[] {
  if (machine.platform === 'win32') return windowsPipes();
  const { env, home, tmpDir } = machine;
  const runtime = env.XDG_RUNTIME_DIR;
  const found: [path: string | null, from: string][] = [
    ['/var/run/docker.sock', 'the default socket'],
    [runtime ? `${runtime}/docker.sock` : null, 'rootless Docker'],
    [`${home}/.docker/run/docker.sock`, 'Docker Desktop'],
    [`${home}/.docker/desktop/docker.sock`, 'Docker Desktop'],
    [`${home}/.orbstack/run/docker.sock`, 'OrbStack'],
    [`${home}/.rd/docker.sock`, 'Rancher Desktop'],
    [env.COLIMA_HOME ? `${env.COLIMA_HOME}/default/docker.sock` : null, 'Colima'],
    [`${home}/.colima/default/docker.sock`, 'Colima'],
    [`${home}/.config/colima/default/docker.sock`, 'Colima'],
    [`${home}/.lima/docker/sock/docker.sock`, 'Lima'],
    [`${tmpDir.replace(/\/$/, '')}/podman/podman-machine-default-api.sock`, 'Podman machine'],
    [`${home}/.local/share/containers/podman/machine/podman.sock`, 'Podman machine'],
    [`${home}/.local/share/containers/podman/machine/qemu/podman.sock`, 'Podman machine'],
    [runtime ? `${runtime}/podman/podman.sock` : null, 'rootless Podman'],
    ['/run/podman/podman.sock', 'Podman'],
  ];
  return found.flatMap(([path, from]) => (path ? [socket(`unix://${path}`, path, from)] : []));
}

const windowsPipes = () =>
  [
    ['docker_engine', 'the default pipe'],
    ['dockerDesktopLinuxEngine', 'Docker Desktop'],
    ['podman-machine-default', 'Podman machine'],
  ].map(([name, from]) => socket(`npipe:////./pipe/${name}`, `//./pipe/${name}`, from ?? ''));

const socket = (url: string, path: string, from: string): Endpoint => ({
  url,
  from,
  transport: { kind: 'socket', path },
});
