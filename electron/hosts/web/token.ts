import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TOKEN_BYTES = 32;
const SHORTEST = 16;
const TOKEN_FILE = 'token';

export const randomToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** Equal or not, in a time that says nothing of where they differ. */
export function secretsEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** What the browser keeps instead of the token; it changes when the token does. */
export const cookieSecret = (token: string): string =>
  createHmac('sha256', token).update('trivet browser session').digest('base64url');

export interface TokenSource {
  dataDir: string;
  /** `--token-file`; made with a fresh token when it is missing. */
  tokenFile?: string | undefined;
  /** TRIVET_TOKEN. */
  env?: string | undefined;
  warn(message: string): void;
}

/**
 * The token of the web host: the named file, else the environment, else the file in the data directory, so
 * that a browser stays signed in when Trivet restarts.
 *
 * @throws Error when it is too short or holds what cannot stand in a header.
 */
export function loadToken({ dataDir, tokenFile, env, warn }: TokenSource): string {
  if (tokenFile === undefined && env) return checked(env.trim(), 'TRIVET_TOKEN');
  const file = tokenFile ?? join(dataDir, TOKEN_FILE);
  const token = readTokenFile(file);
  if (token === null) return createTokenFile(file);
  if (isReadByOthers(file)) {
    // A file that the user named may be shared on purpose; the one in the data directory is ours to close.
    if (tokenFile === undefined) chmodSync(file, 0o600);
    else warn(`${file} can be read by other users of this machine; chmod 600 closes it`);
  }
  return token;
}

const isReadByOthers = (file: string) => process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;

function checked(token: string, where: string): string {
  if (token.length >= SHORTEST && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new Error(`${where}: a token has at least ${SHORTEST} characters, without spaces`);
}

function readTokenFile(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return text === '' ? null : checked(text, file);
}

function createTokenFile(file: string): string {
  const token = randomToken();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
