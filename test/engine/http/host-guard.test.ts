import { describe, expect, test } from 'vitest';
import {
  createHostGuard,
  hostName,
  isLoopbackOrigin,
  loopbackNames,
  mediaType,
} from '../../../electron/engine/http/host-guard.ts';

describe('a Host header names exactly one of the served names', () => {
  const guard = createHostGuard([...loopbackNames, 'Dev.Box', '[fd00::1]']);

  test.each([
    'localhost',
    'LOCALHOST:4318',
    '127.0.0.1:1',
    '[::1]',
    '[::1]:8748',
    'dev.box:80',
    '[fd00::1]:9',
  ])('%s is served', (host) => expect(guard(host)).toBe(true));

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:127.0.0.1',
    'localhost:80@evil.example',
    'localhost.',
    '127.0.0.2',
    '127.1',
    '2130706433',
    '[::ffff:127.0.0.1]',
    'localhost:99999999',
    'localhost, evil.example',
    ' localhost',
    'local\u212Aost',
  ])('%s is refused', (host) => expect(guard(host)).toBe(false));
});

test('a name comes without brackets and port', () => {
  expect(hostName('[FE80::1]:80')).toBe('fe80::1');
  expect(hostName('Api.Local:1')).toBe('api.local');
});

test.each([
  ['http://localhost:3000', true],
  ['https://127.0.0.1', true],
  ['http://[::1]:5173', true],
  ['null', false],
  ['file://', false],
  ['http://localhost.evil.example', false],
  ['http://evil.example/localhost', false],
  ['http://localhost/', false],
  ['chrome-extension://localhost', false],
])('the origin %s is on loopback: %s', (origin, expected) => expect(isLoopbackOrigin(origin)).toBe(expected));

test('a media type is read without its parameters', () => {
  expect(mediaType('Application/JSON; charset=utf-8')).toBe('application/json');
  expect(mediaType('')).toBeNull();
  expect(mediaType(undefined)).toBeNull();
});
