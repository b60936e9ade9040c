/** What seals texts so that only this user on this machine can open them. Null where it cannot. */
export interface Keychain {
  isAvailable(): Promise<boolean>;
  /** Sealed, as base64. */
  seal(text: string): Promise<string | null>;
  unseal(sealed: string): Promise<string | null>;
}

/** Without Electron there is none. */
export const noKeychain: Keychain = {
  isAvailable: async () => false,
  seal: async () => null,
  unseal: async () => null,
};
