import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint } from '../../../electron/engine/alerts/fingerprint.ts';
import type { Labels } from '../../../shared/model/series.ts';

/** FNV-1a as it is written down, over 64 bits. */
function plainly(labels: Labels): string {
  let hash = 0xcbf29ce484222325n;
  const bytes = labels.flatMap(([name, value]) => [...Buffer.from(name), 255, ...Buffer.from(value), 255]);
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn;
  return hash.toString(16).padStart(16, '0');
}

it('is the offset basis for no labels, as in Alertmanager', () => {
  expect(fingerprint([])).toBe('cbf29ce484222325');
});

it('is FNV-1a of 64 bits for any labels', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))),
      (labels) => {
        expect(fingerprint(labels)).toBe(plainly(labels));
      },
    ),
  );
});
