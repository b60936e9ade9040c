import type { KeychainTask, UtilityReport } from '../../shared/contract/utility.ts';
import type { Keychain } from '../engine/alerts/secrets/keychain.ts';

/** No answer by then is none: a keychain may wait for a person. */
const LONGEST_MS = 60_000;

/** The desktop's keychain, which only Electron's main process reaches. */
export class MainKeychain implements Keychain {
  readonly #send: (report: UtilityReport) => void;
  readonly #waiting = new Map<number, (text: string | null) => void>();
  #id = 0;

  constructor(send: (report: UtilityReport) => void) {
    this.#send = send;
  }

  async isAvailable(): Promise<boolean> {
    return (await this.#ask('check', '')) !== null;
  }

  seal(text: string): Promise<string | null> {
    return this.#ask('seal', text);
  }

  unseal(sealed: string): Promise<string | null> {
    return this.#ask('unseal', sealed);
  }

  answered(id: number, text: string | null): void {
    this.#waiting.get(id)?.(text);
  }

  #ask(task: KeychainTask, text: string): Promise<string | null> {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve) => {
      const done = (answer: string | null) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => done(null), LONGEST_MS);
      this.#waiting.set(id, done);
      this.#send({ kind: 'keychain', id, do: task, text });
    });
  }
}
