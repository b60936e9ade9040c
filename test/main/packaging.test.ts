import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** electron-builder's own check of a configuration against its schema, which throws with what is wrong. */
function builderCheck(): (configuration: unknown) => Promise<void> {
  const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js');
  return (configuration) => validateConfiguration(structuredClone(configuration), { isEnabled: false });
}

test('electron-builder accepts the configuration', async () => {
  await expect(builderCheck()(config)).resolves.toBeUndefined();
});

test('and would refuse one with a mistake in it', async () => {
  const wrong = { ...config, electronFuses: { ...config.electronFuses, runAsNodes: false } };
  await expect(builderCheck()(wrong)).rejects.toThrow('configuration.electronFuses');
});

test('every file that it names exists', () => {
  const { mac, win, linux, directories } = config;
  for (const file of [mac.icon, win.icon, linux.icon, directories.buildResources, 'LICENSE']) {
    expect(existsSync(join(root, file)), file).toBe(true);
  }
  for (const icon of ['icon.png', 'trayTemplate.png', 'trayTemplate@2x.png']) {
    expect(statSync(join(root, 'electron/icons', icon)).size, icon).toBeLessThan(64 * 1024);
  }
});

test('the icon is large enough for every system', () => {
  const png = readFileSync(join(root, config.mac.icon));
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(512);
  expect(png.readUInt32BE(20)).toBeGreaterThanOrEqual(512);
});

test('the entry that Electron starts is among the packaged files', () => {
  expect(packageJson.main).toMatch(/^out\/electron\//);
  expect(config.files).toContain('out/electron/**/*');
  const source = packageJson.main.replace(/^out\//, '').replace(/\.js$/, '.ts');
  expect(existsSync(join(root, source))).toBe(true);
});

test('the fuses leave an app that is no Node, takes no debugger and loads its archive only', () => {
  expect(config.electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
  });
  expect(config.asar).toBe(true);
});

test('the native builds that are unpacked are there for every system that is packaged', () => {
  const prebuilds = join(root, 'node_modules/better-sqlite3/prebuilds');
  for (const name of ['darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64', 'linux-x64', 'linux-arm64']) {
    expect(existsSync(join(prebuilds, `${name}.node`)), name).toBe(true);
  }
  expect(config.asarUnpack).toEqual(['node_modules/better-sqlite3/prebuilds/*.node']);
});

test('no package takes .json from the editor that has it', () => {
  expect(config.mac.fileAssociations).toMatchObject([{ role: 'Viewer', rank: 'Alternate' }]);
  const windows = config.win.fileAssociations.flatMap(({ ext }: { ext: string[] }) => ext);
  expect(windows).toEqual(['jsonl', 'ndjson']);
});
