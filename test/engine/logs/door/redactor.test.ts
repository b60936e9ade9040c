import { expect, test } from 'vitest';
import { Redactor } from '../../../../electron/engine/logs/door/redactor.ts';
import { redactionDetectors } from '../../../../shared/contract/settings.ts';

function redact(redactor: Redactor, bytes: Uint8Array): Buffer | null {
  const around = Buffer.concat([Buffer.from('x@x.org '), bytes, Buffer.from(' y@y.org')]);
  const found = redactor.redact(new Uint8Array(around), 8, 8 + bytes.length);
  return found ? Buffer.from(redactor.bytes.subarray(0, redactor.length)) : null;
}

const all = () => new Redactor({ detectors: redactionDetectors, rules: [] });

test('looks at its range only, and answers whether something was found', () => {
  const redactor = all();
  expect(redact(redactor, Buffer.from('nothing here'))).toBeNull();
  expect(redact(redactor, Buffer.from('für a@b.org ☃'))?.toString()).toBe('für [redacted:email] ☃');
  expect(redactor.takeCounts()).toEqual([['email', 1]]);
});

test('keeps bytes that are no UTF-8', () => {
  const line = Buffer.from([0xff, 0x20, ...Buffer.from('4111111111111111'), 0x20, 0xc3]);
  expect(redact(all(), line)).toEqual(
    Buffer.from([0xff, 0x20, ...Buffer.from('[redacted:card]'), 0x20, 0xc3]),
  );
});

test("one's own rules see characters, not bytes", () => {
  const redactor = new Redactor({ detectors: ['email'], rules: [{ name: 'city', pattern: 'K.ln' }] });
  expect(redact(redactor, Buffer.from('aus Köln a@b.org'))?.toString()).toBe(
    'aus [redacted:city] [redacted:email]',
  );
  expect(redact(redactor, Buffer.from('aus Bonn a@b.org'))?.toString()).toBe('aus Bonn [redacted:email]');
  expect(redact(redactor, Buffer.from('aus Bonn'))).toBeNull();
});

test('a private key over several lines of a record goes as a whole', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----';
  expect(redact(all(), Buffer.from(`loaded\n${key}`))?.toString()).toBe('loaded\n[redacted:private-key]');
});
