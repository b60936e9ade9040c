import pino from 'pino';
import { systemClock } from '../../electron/engine/clock.ts';
import { Counters } from '../../electron/engine/counters.ts';
import { LiveTail } from '../../electron/engine/logs/live-tail.ts';
import { LogIngest, type LogIngestOptions } from '../../electron/engine/logs/log-ingest.ts';
import type { Store } from '../../electron/engine/storage/store.ts';
import { type Settings, type SettingsView, settingsSchema } from '../../shared/contract/settings.ts';
import { Emitter } from '../../shared/util/emitter.ts';

/** Settings that are what they are by themselves, but for those of logs that are given. */
export function logSettings(given: object = {}) {
  const settings = {
    current: settingsSchema.parse({ logs: given }) as Settings,
    onChange: new Emitter<SettingsView>(),
    set(logs: object) {
      settings.current = settingsSchema.parse({ logs });
      settings.onChange.fire({ settings: settings.current, fixed: [] });
    },
  };
  return settings;
}

/** The way in for logs over a store, as the engine makes it. */
export function logIngest(store: Store, over: Partial<LogIngestOptions> = {}): LogIngest {
  return new LogIngest({
    store,
    counters: new Counters(systemClock),
    tail: new LiveTail(),
    logger: pino({ level: 'silent' }),
    settings: logSettings(),
    ...over,
  });
}
