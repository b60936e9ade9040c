import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';

const folder = fileURLToPath(new URL('../fixtures/promql', import.meta.url));

describe("scripts in Prometheus' test language", () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.test')))('%s', (file) => {
    const results = runScript(readFileSync(join(folder, file), 'utf8'));
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
    expect(results.length).toBeGreaterThan(5);
  });
});

test('a script whose expectations are wrong is found out', () => {
  const script = `load 1m
  x{a="1"} 1 2
  x{a="2"} NaN

eval instant at 0 x
  x{a="1"} 2
  x{a="2"} NaN

eval instant at 0 x{a="1"}

eval instant at 0 x
  x{a="1"} 1

eval instant at 0 x{a="2"}
  x{a="2"} 0

eval instant at 0 sort(x)
  expect ordered
  x{a="2"} NaN
  x{a="1"} 1

eval instant at 0 x
  expect warn
  x{a="1"} 1
  x{a="2"} NaN

eval instant at 0 x
  expect fail

eval range from 0 to 1m step 1m x{a="1"}
  x{a="1"} 1 3

eval instant at 0 rate(x)
`;
  expect(runScript(script).map(({ difference }) => difference === null)).toEqual(Array(9).fill(false));
});
