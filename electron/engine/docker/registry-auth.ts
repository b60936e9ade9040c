import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What POST /images/create takes as X-Registry-Auth. */
export type RegistryAuth =
  | { username: string; password: string; serveraddress: string }
  | { identitytoken: string; serveraddress: string };

interface DockerConfig {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
}

/** Docker Hub's key in the configuration, for historical reasons. */
const HUB = 'https://index.docker.io/v1/';
const HELPER_WITHIN_MS = 10_000;

/** The registry that a reference names; without a dot, a port or localhost in front it is Docker Hub. */
export function registryOf(reference: string): string {
  const first = reference.includes('/') ? (reference.split('/')[0] ?? '') : '';
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost';
  return isHost && first !== 'docker.io' && first !== 'index.docker.io' ? first : HUB;
}

/** Who the person is logged in as at the reference's registry, as `docker login` left it; null when nobody. */
export async function registryAuth(reference: string): Promise<RegistryAuth | null> {
  const dir = process.env.DOCKER_CONFIG || join(homedir(), '.docker');
  const text = await readFile(join(dir, 'config.json'), 'utf8').catch(() => '{}');
  return authFromConfig(text, registryOf(reference), askHelper);
}

/** Pure but for the credential helper, which is asked for the registry's user and secret. */
export async function authFromConfig(
  text: string,
  registry: string,
  ask: (helper: string, registry: string) => Promise<string | null>,
): Promise<RegistryAuth | null> {
  const config = parse<DockerConfig>(text) ?? {};
  const helper = own(config.credHelpers, registry) ?? config.credsStore;
  if (helper && /^[\w.-]+$/.test(helper)) {
    const answer = parse<{ Username?: string; Secret?: string }>((await ask(helper, registry)) ?? '');
    if (answer?.Username && answer.Secret) return login(answer.Username, answer.Secret, registry);
  }
  const entry = own(config.auths, registry) ?? own(config.auths, `https://${registry}`);
  if (entry?.identitytoken) return { identitytoken: entry.identitytoken, serveraddress: registry };
  const decoded = Buffer.from(entry?.auth ?? '', 'base64').toString();
  const colon = decoded.indexOf(':');
  return colon > 0 ? login(decoded.slice(0, colon), decoded.slice(colon + 1), registry) : null;
}

/** A helper says `<token>` for a user where the secret is an identity token. */
const login = (username: string, password: string, serveraddress: string): RegistryAuth =>
  username === '<token>' ? { identitytoken: password, serveraddress } : { username, password, serveraddress };

const own = <T>(map: Record<string, T> | undefined, key: string): T | undefined =>
  map && Object.hasOwn(map, key) ? map[key] : undefined;

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    // No configuration, or a helper that has nothing: the pull goes on as nobody.
    return null;
  }
}

/** `docker-credential-HELPER get` with the registry on stdin; null when it has nothing or is not there. */
async function askHelper(helper: string, registry: string): Promise<string | null> {
  const child = spawn(`docker-credential-${helper}`, ['get'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: HELPER_WITHIN_MS,
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(registry);
  let answer = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  const code = await once(child, 'close').then(
    ([exit]) => exit as number | null,
    () => null,
  );
  return code === 0 ? answer : null;
}
