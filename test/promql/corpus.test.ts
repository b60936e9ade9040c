import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { corpusFile, hasCorpus, readCorpus } from '../corpus.ts';
import { knownDifferences } from './known-differences.ts';
import { runScript } from './run-script.ts';
import { parseScript } from './script.ts';

const files = hasCorpus ? readdirSync(corpusFile('promql')).filter((name) => name.endsWith('.test')) : [];

describe.skipIf(!hasCorpus)("Prometheus' own scripts are answered as they say", () => {
  test.each(files)('%s, but for the known differences', (file) => {
    const results = runScript(readCorpus(`promql/${file}`).toString());
    const known = new Set(knownDifferences.flatMap((one) => (one.file === file ? one.lines : [])));
    const wrong = results.filter(({ line, difference }) => difference !== null && !known.has(line));
    expect(wrong).toEqual([]);
    const mended = results.filter(({ line, difference }) => difference === null && known.has(line));
    expect(mended.map(({ line }) => line)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });

  test('every known difference is a case of a file', () => {
    const cases = new Set(
      files.flatMap((file) =>
        parseScript(readCorpus(`promql/${file}`).toString()).map(({ line }) => `${file}:${line}`),
      ),
    );
    const listed = knownDifferences.flatMap(({ file, lines }) => lines.map((line) => `${file}:${line}`));
    expect(listed.filter((one) => !cases.has(one))).toEqual([]);
  });
});
