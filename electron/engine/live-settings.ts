import { type Settings, type SettingsView, settingsSchema } from '../../shared/contract/settings.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import { effectiveSettings, fixedPaths } from './effective-settings.ts';
import type { EngineOptions } from './engine.ts';
import type { Store } from './storage/store.ts';

/** The settings in force: what is stored, and above it what a flag, the environment or a file fixes. */
export class LiveSettings {
  readonly #store: Store;
  readonly #options: EngineOptions;
  #view: SettingsView;
  readonly onChange = new Emitter<SettingsView>();

  private constructor(store: Store, options: EngineOptions) {
    this.#store = store;
    this.#options = options;
    this.#view = this.#viewOf({});
  }

  static async load(store: Store, options: EngineOptions): Promise<LiveSettings> {
    const settings = new LiveSettings(store, options);
    await settings.#read();
    return settings;
  }

  get current(): Settings {
    return this.#view.settings;
  }

  get view(): SettingsView {
    return this.#view;
  }

  /** Replaces the given top-level parts of what is stored. */
  async set(changes: Partial<Settings>): Promise<SettingsView> {
    const entries = Object.entries(changes).map(([key, value]): [string, string] => [
      key,
      JSON.stringify(value),
    ]);
    await this.#store.write('settings.write', { entries });
    await this.#read();
    this.onChange.fire(this.#view);
    return this.#view;
  }

  async #read(): Promise<void> {
    const stored = await this.#store.write('settings.read', {});
    this.#view = this.#viewOf(Object.fromEntries(stored.map(([key, json]) => [key, readable(key, json)])));
  }

  #viewOf(stored: Record<string, unknown>): SettingsView {
    const { settings, by } = this.#options.fixedSettings ?? { settings: {}, by: '' };
    const fixed = { ...settings, listen: { ...settings.listen, ...this.#options.listen } };
    return {
      settings: effectiveSettings(stored, fixed),
      fixed: fixedPaths(fixed).map((path) => [path, by]),
    };
  }
}

/** A stored value that this version cannot read counts as not set, so that it never stops the engine. */
function readable(key: string, json: string): unknown {
  const schema = Object.hasOwn(settingsSchema.shape, key)
    ? settingsSchema.shape[key as keyof typeof settingsSchema.shape]
    : null;
  try {
    const value = schema?.safeParse(JSON.parse(json));
    return value?.success ? value.data : undefined;
  } catch {
    // No JSON at all.
    return undefined;
  }
}
