import type { Settings, SettingsView, settingsStreams } from '../../../shared/contract/settings.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

/** The settings page's part of the contract. */
export function createSettingsApi({ settings: live, docker }: EngineContext) {
  async function set({ settings }: { settings: Partial<Settings> }): Promise<SettingsView> {
    const changed = await live.set(settings);
    if ('dockerHost' in settings) docker.reconnect();
    return changed;
  }

  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof settingsStreams }> = {
    'settings.live': (_params, sink) => {
      sink.emit(live.view);
      return live.onChange.on((changed) => sink.emit(changed));
    },
  };
  return { methods: { 'settings.get': () => live.view, 'settings.set': set }, streams };
}
