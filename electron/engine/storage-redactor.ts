import type { Settings } from '../../shared/contract/settings.ts';
import { TextRedactor } from '../../shared/redaction/text-redactor.ts';

type Redaction = Settings['logs']['redaction'];

/** What the settings in force ask to be replaced before anything is stored. */
export class StorageRedactor {
  readonly #settings: () => Redaction;
  #made: { of: Redaction; redactor: TextRedactor | null } | null = null;

  constructor(settings: () => Redaction) {
    this.#settings = settings;
  }

  /** Null while storage is not redacted; the same one until the settings change. */
  get current(): TextRedactor | null {
    const of = this.#settings();
    if (this.#made?.of !== of) this.#made = { of, redactor: of.storage ? new TextRedactor(of) : null };
    return this.#made.redactor;
  }
}
