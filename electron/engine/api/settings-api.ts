import type { Settings, SettingsView, settingsStreams } from '../../../shared/contract/settings.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { effectiveSettings, fixedPaths } from '../effective-settings.ts';
import type { EngineContext } from '../engine.ts';

/** The settings page's part of the contract. What a flag or file fixes stands above what is stored. */
export function createSettingsApi({ options, store, docker }: EngineContext) {
  const onChange = new Emitter<SettingsView>();

  async function view(): Promise<SettingsView> {
    const stored = Object.fromEntries(
      (await store.write('settings.read', {})).map(([key, json]) => [key, JSON.parse(json) as unknown]),
    );
    const { settings, by } = options.fixedSettings ?? { settings: {}, by: '' };
    const listen = { ...settings.listen, ...options.listen };
    return {
      settings: effectiveSettings(stored, { ...settings, listen }),
      fixed: fixedPaths({ ...settings, listen }).map((path) => [path, by]),
    };
  }

  async function set({ settings }: { settings: Partial<Settings> }): Promise<SettingsView> {
    const entries = Object.entries(settings).map(([key, value]): [string, string] => [
      key,
      JSON.stringify(value),
    ]);
    await store.write('settings.write', { entries });
    const changed = await view();
    if ('dockerHost' in settings) docker.reconnect();
    onChange.fire(changed);
    return changed;
  }

  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof settingsStreams }> = {
    'settings.live': async (_params, sink) => {
      const listening = onChange.on((changed) => sink.emit(changed));
      sink.emit(await view());
      return listening;
    },
  };
  return { methods: { 'settings.get': view, 'settings.set': set }, streams };
}
