import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { writeWhole } from '../../dashboards/dashboard-folder.ts';
import type { AlertRules } from './alert-rules.ts';

/** Of a file that is not there. */
const NO_VERSION = '';

const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Reads and writes the texts of rule files in force, and no other file. */
export class RuleFileAccess {
  readonly #rules: Pick<AlertRules, 'hasFile' | 'ownRulesPath' | 'check' | 'reload'>;
  /** One change at a time, so that two that are based on the same text cannot both be taken. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(rules: Pick<AlertRules, 'hasFile' | 'ownRulesPath' | 'check' | 'reload'>) {
    this.#rules = rules;
  }

  /**
   * An own file that is not there yet is an empty text.
   *
   * @throws TrivetError not_found
   */
  async read(path: string): Promise<{ text: string; version: string }> {
    if (!this.#rules.hasFile(path))
      throw new TrivetError('not_found', `${path} is no rule file in force`, {
        cure: 'Name it in the settings of alerts first.',
      });
    const text = await textOf(path);
    if (text !== null) return { text, version: versionOf(text) };
    if (path === this.#rules.ownRulesPath) return { text: '', version: NO_VERSION };
    throw new TrivetError('not_found', `${path} does not exist`);
  }

  /** @throws TrivetError not_found, conflict where it is another text than was read, invalid_params with its first fault */
  write(path: string, text: string, version: string): Promise<{ version: string }> {
    const done = this.#turn.then(() => this.#write(path, text, version));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #write(path: string, text: string, version: string): Promise<{ version: string }> {
    const now = await this.read(path);
    if (now.version !== version) {
      throw new TrivetError('conflict', `${path} has changed since it was read`, {
        cure: 'Read it again and make the change anew.',
      });
    }
    const [fault] = (await this.#rules.check(text)).errors;
    if (fault) {
      const place = fault.line === null ? path : `${path}:${fault.line}`;
      throw new TrivetError('invalid_params', `${place}: ${fault.message}`);
    }
    await writeWhole(path, text);
    await this.#rules.reload();
    return { version: versionOf(text) };
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
