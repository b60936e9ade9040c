import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { SecretPlace, SecretView } from '../../../../shared/contract/secrets.ts';
import type { Clock } from '../../clock.ts';
import type { Keychain } from './keychain.ts';

const MOST_SECRETS = 200;

const fileSchema = z.object({
  secrets: z.record(
    z.string(),
    z.object({ setMs: z.number(), sealed: z.string().optional(), text: z.string().optional() }),
  ),
});
type Kept = z.infer<typeof fileSchema>['secrets'][string];

/**
 * What configurations name as `trivet:secret/NAME`, in one file of the data directory that only its owner may read:
 * sealed by the keychain where there is one, else as it is, which the view says. It is no part of backups and exports,
 * and nothing but a receiver is ever told what a secret says.
 */
export class SecretStore {
  readonly #path: string;
  readonly #keychain: Keychain;
  readonly #clock: Clock;
  /** One write after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string, keychain: Keychain, clock: Clock) {
    this.#path = join(dataDir, 'secrets.json');
    this.#keychain = keychain;
    this.#clock = clock;
  }

  async place(): Promise<SecretPlace> {
    return (await this.#keychain.isAvailable()) ? 'keychain' : 'file';
  }

  async list(): Promise<SecretView[]> {
    const views = [...(await this.#read())].map(([name, kept]) => ({
      name,
      keptIn: placeOf(kept),
      setMs: kept.setMs,
    }));
    return views.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null where nothing is kept under the name, or where the keychain does not open it any more. */
  async value(name: string): Promise<string | null> {
    const kept = (await this.#read()).get(name);
    if (!kept) return null;
    return kept.sealed === undefined ? (kept.text ?? null) : this.#keychain.unseal(kept.sealed);
  }

  /** @throws TrivetError limit */
  async set(name: string, text: string): Promise<SecretPlace> {
    const sealed = await this.#keychain.seal(text);
    const kept: Kept = { setMs: this.#clock.now(), ...(sealed === null ? { text } : { sealed }) };
    await this.#change((secrets) => {
      if (secrets.size >= MOST_SECRETS && !secrets.has(name)) {
        throw new TrivetError('limit', `${MOST_SECRETS} secrets are kept already`, {
          cure: 'remove one that no receiver names any more',
        });
      }
      return secrets.set(name, kept);
    });
    return placeOf(kept);
  }

  async remove(name: string): Promise<boolean> {
    let removed = false;
    await this.#change((secrets) => {
      removed = secrets.delete(name);
      return secrets;
    });
    return removed;
  }

  async #read(): Promise<Map<string, Kept>> {
    try {
      const { secrets } = fileSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
      return new Map(Object.entries(secrets));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw new TrivetError('unavailable', `${this.#path} cannot be read`, {
        cure: 'remove the file and set the secrets again',
      });
    }
  }

  #change(change: (secrets: Map<string, Kept>) => Map<string, Kept>): Promise<void> {
    const turn = this.#writing.then(async () => {
      const secrets = change(await this.#read());
      const temporary = `${this.#path}.new`;
      await writeFile(temporary, JSON.stringify({ secrets: Object.fromEntries(secrets) }), { mode: 0o600 });
      // The mode above holds for a file that is made, not for one that was left behind.
      await chmod(temporary, 0o600);
      await rename(temporary, this.#path);
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }
}

const placeOf = ({ sealed }: Kept): SecretPlace => (sealed === undefined ? 'file' : 'keychain');
