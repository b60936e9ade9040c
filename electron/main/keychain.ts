import { safeStorage } from 'electron';
import type { KeychainTask } from '../../shared/contract/utility.ts';

/** Null where there is no keychain, or where it does not open what is asked. */
export function askKeychain(task: KeychainTask, text: string): string | null {
  if (!isReal()) return null;
  try {
    if (task === 'check') return '';
    if (task === 'seal') return safeStorage.encryptString(text).toString('base64');
    return safeStorage.decryptString(Buffer.from(text, 'base64'));
  } catch {
    // Sealed by another user or on another machine: to the engine it is as if nothing were kept.
    return null;
  }
}

/** On Linux without a keyring Electron seals by a password that stands in its source: that keeps nothing. */
function isReal(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
