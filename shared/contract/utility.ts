import type { ReceiverName } from './app.ts';
import type { Settings } from './settings.ts';

/** What the engine's own process is told once, as its first message. */
export interface UtilityOptions {
  dataDir: string;
  version: string;
  demo: boolean;
  listen?: Partial<Record<ReceiverName, number | 'off'>>;
  fixedSettings?: { settings: Partial<Settings>; by: string };
}

/** From main to the engine's process. `connect` carries one end of a message channel. */
export type UtilityCommand =
  | { kind: 'start'; options: UtilityOptions }
  | { kind: 'connect' }
  | { kind: 'stop' };

/** From the engine's process to main. Telemetry never takes this way. */
export type UtilityReport =
  | { kind: 'ready'; pid: number; dataDir: string }
  /** The engine cannot start, and trying again would not help. */
  | { kind: 'refused'; message: string; cure: string | null }
  /** Everything is flushed and closed; the process ends. */
  | { kind: 'stopped' };
