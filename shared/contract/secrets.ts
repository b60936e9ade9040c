import { z } from 'zod';
import { method } from './define.ts';

/** Where a secret rests: sealed by the desktop's keychain, or in a file that only its owner may read. */
export const secretPlaces = ['keychain', 'file'] as const;
export type SecretPlace = (typeof secretPlaces)[number];

/** A secret without what it says: that is never told again. */
export interface SecretView {
  name: string;
  keptIn: SecretPlace;
  setMs: number;
}

/** As it stands behind `trivet:secret/` in a configuration. */
export const secretName = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dots and dashes, 64 at most');

export const secretMethods = {
  /** Sorted by name; `place` is where a new one is kept. */
  'secrets.list': method<{ secrets: SecretView[]; place: SecretPlace }>()(z.object({})),
  /** Takes the place of one with the same name. */
  'secrets.set': method<{ keptIn: SecretPlace }>()(
    z.object({ name: secretName, value: z.string().min(1).max(65_536) }),
  ),
  'secrets.remove': method<{ removed: boolean }>()(z.object({ name: secretName })),
};
