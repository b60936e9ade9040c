import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * Who may import whom. A file belongs to the longest folder that names it; it may import its own folder and
 * those on its line. Packages are listed where a folder is held to few of them.
 */
const allowed: Record<string, { folders: string[]; packages?: RegExp; noPackages?: RegExp }> = {
  shared: {
    folders: [],
    // The grammar of PromQL and the regular expressions it speaks: parsed on both sides, pure JavaScript.
    packages: /^(zod|@lezer\/common|@prometheus-io\/lezer-promql|re2js)$/,
  },
  'electron/engine': { folders: ['shared'], noPackages: /^electron$/ },
  'electron/engine/formats': { folders: ['shared'] },
  'electron/hosts': { folders: ['electron/engine', 'shared'] },
  'electron/cli': { folders: ['electron/engine', 'electron/hosts', 'shared'], noPackages: /^electron$/ },
  'electron/main': { folders: ['shared'] },
  'electron/preload': { folders: ['shared'], packages: /^electron$/ },
  renderer: { folders: ['shared'], noPackages: /^(node:|electron$)/ },
};

/** What stands outside the rules, with its reason. */
const exceptions: Record<string, string> = {
  'renderer/vite.config.ts': 'runs in Node when the renderer is built',
  'electron/hosts/demo/queries.ts': 'text of simulated spans, run nowhere',
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => /\.(ts|tsx|cts)$/.test(name) && !name.endsWith('.d.ts') && !(name in exceptions));
}

const files = ['shared', 'electron', 'renderer'].flatMap(sources);

const ownerOf = (file: string): string =>
  Object.keys(allowed)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0] ?? '';

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function violation(file: string, specifier: string): string | null {
  const owner = ownerOf(file);
  const rule = allowed[owner];
  if (!rule) return `${file} is in no known folder`;
  if (!specifier.startsWith('.')) {
    const denied = (rule.packages && !rule.packages.test(specifier)) || rule.noPackages?.test(specifier);
    return denied ? `${file} must not import the package ${specifier}` : null;
  }
  const target = relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/');
  const inside = [owner, ...rule.folders].some((folder) => target.startsWith(`${folder}/`));
  return inside || target === 'package.json' ? null : `${file} must not import ${target}`;
}

test('every import follows the arrows of the layers', () => {
  const found = files.flatMap((file) => imports(file).map((specifier) => violation(file, specifier)));
  expect(found.filter((text) => text !== null)).toEqual([]);
});

test('views do not import each other', () => {
  const crossing = files
    .filter((file) => /^renderer\/views\/[^/]+\//.test(file)) // registry.ts stands above them and names them all
    .flatMap((file) => {
      const view = file.split('/')[2];
      return imports(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.join(posix.dirname(file), specifier))
        .filter((target) => target.startsWith('renderer/views/') && target.split('/')[2] !== view)
        .map((target) => `${file} -> ${target}`);
    });
  expect(crossing).toEqual([]);
});

test('SQL is written in storage/ only', () => {
  const sql =
    /['"`]\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|DELETE\s+FROM\s|UPDATE\s+\w+\s+SET\s|CREATE\s+(TABLE|INDEX)\s)/;
  const outside = files.filter(
    (file) =>
      !file.startsWith('electron/engine/storage/') && sql.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(outside).toEqual([]);
});
