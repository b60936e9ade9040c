import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadToken, secretsEqual } from '../../electron/hosts/web/token.ts';
import { tempDir } from '../temp-dir.ts';

const warnings: string[] = [];
const warn = (message: string) => void warnings.push(message);

test('a fresh token has 256 bits, is kept in a file of this user alone, and stays over a restart', () => {
  const dataDir = tempDir();
  const token = loadToken({ dataDir, warn });
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
  expect(loadToken({ dataDir, warn })).toBe(token);
});

test('its own file that others can read is closed to them', () => {
  const dataDir = tempDir();
  const token = loadToken({ dataDir, warn });
  chmodSync(join(dataDir, 'token'), 0o644);
  expect(loadToken({ dataDir, warn })).toBe(token);
  expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
});

test('an empty file is filled, a token that cannot stand in a header is refused', () => {
  const dataDir = tempDir();
  const file = join(dataDir, 'mine');
  writeFileSync(file, '\n', { mode: 0o600 });
  expect(readFileSync(file, 'utf8').trim()).toBe('');
  expect(loadToken({ dataDir, tokenFile: file, warn })).toBe(readFileSync(file, 'utf8').trim());
  writeFileSync(file, 'a token with spaces in it\n');
  expect(() => loadToken({ dataDir, tokenFile: file, warn })).toThrow(file);
});

test('secrets are compared by content, whatever their length', () => {
  expect(secretsEqual('abc', 'abc')).toBe(true);
  expect(secretsEqual('abc', 'abcd')).toBe(false);
  expect(secretsEqual('', 'a')).toBe(false);
  expect(secretsEqual('ä', 'a')).toBe(false);
});
