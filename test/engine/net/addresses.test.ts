import { expect, test } from 'vitest';
import { bindAddresses, boundNames } from '../../../electron/engine/net/addresses.ts';

test('loopback is always bound, and each address once', () => {
  expect(bindAddresses([])).toEqual(['127.0.0.1', '::1']);
  expect(bindAddresses(['10.0.0.5', '127.0.0.1', '10.0.0.5'])).toEqual(['127.0.0.1', '::1', '10.0.0.5']);
});

test('a wildcard stands for the addresses of its family', () => {
  expect(bindAddresses(['0.0.0.0', '10.0.0.5'])).toEqual(['::1', '0.0.0.0']);
  expect(bindAddresses(['::', '0.0.0.0', 'fd00::1'])).toEqual(['::', '0.0.0.0']);
});

test('with a wildcard this machine is known by all of its addresses, else by those bound', () => {
  const interfaces = { eth0: [{ address: '10.0.0.5' }, { address: 'fd00::5' }] } as never;
  expect(boundNames(['0.0.0.0'], interfaces)).toEqual(['0.0.0.0', '10.0.0.5', 'fd00::5']);
  expect(boundNames(['10.0.0.9'], interfaces)).toEqual(['10.0.0.9']);
});
