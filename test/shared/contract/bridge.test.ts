import { expect, test } from 'vitest';
import { enginePortMessage, isEnginePortMessage } from '../../../shared/contract/bridge.ts';

const self = { origin: 'trivet://app' };

test('the port is taken from this window alone', () => {
  const message = { data: enginePortMessage, origin: self.origin, source: self };
  expect(isEnginePortMessage(message, self)).toBe(true);
  expect(isEnginePortMessage({ ...message, source: { origin: self.origin } }, self)).toBe(false);
  expect(isEnginePortMessage({ ...message, origin: 'https://example.org' }, self)).toBe(false);
});

test('other window messages are not taken for it', () => {
  for (const data of [null, 'trivet:engine-port', {}, { type: 'else' }]) {
    expect(isEnginePortMessage({ data, origin: self.origin, source: self }, self)).toBe(false);
  }
});
