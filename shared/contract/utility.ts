import type { ReceiverName } from './app.ts';
import type { Settings } from './settings.ts';

/** What the engine's own process is told once, as its first message. */
export interface UtilityOptions {
  /** Null takes the platform's own place, or the demo's beside it. */
  dataDir: string | null;
  version: string;
  demo: boolean;
  listen?: Partial<Record<ReceiverName, number | 'off'>>;
  fixedSettings?: { settings: Partial<Settings>; by: string };
}

export type KeychainTask = 'check' | 'seal' | 'unseal';

/** From main to the engine's process. `connect` carries one end of a message channel. */
export type UtilityCommand =
  | { kind: 'start'; options: UtilityOptions }
  | { kind: 'connect' }
  /** The keychain's answer; null where it cannot. */
  | { kind: 'keychain'; id: number; text: string | null }
  | { kind: 'stop' };

/** From the engine's process to main; its exit code says the rest. Telemetry never takes this way. */
export type UtilityReport =
  | { kind: 'ready'; dataDir: string }
  /** Asks the desktop's keychain to seal a secret of the user's, or to open one; `check` only whether it can. */
  | { kind: 'keychain'; id: number; do: KeychainTask; text: string }
  /** The engine cannot start, and trying again would not help. */
  | { kind: 'refused'; message: string; cure: string | null };
