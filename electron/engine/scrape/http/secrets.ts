import { readFile, stat } from 'node:fs/promises';
import type { Secret } from '../config/http-client-config.ts';

const MOST_BYTES = 2 ** 20;

/** The text of a secret; a file is read at every use, for it may change, and white space around it is none of it. */
export async function secretText(secret: Secret): Promise<string> {
  if ('text' in secret) return secret.text;
  return (await secretFile(secret.file)).trim();
}

/** PEM is taken as it is. */
export const pemText = async (secret: Secret): Promise<string> =>
  'text' in secret ? secret.text : secretFile(secret.file);

async function secretFile(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MOST_BYTES) throw new Error('larger than 1 MiB');
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`unable to read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
