/**
 * Asks Debian's Prometheus and Trivet the same queries (queries.promql) over the same samples and prints where the
 * answers differ by more than 1e-9 of their size. Ends with 1 where a difference is not listed as one between Prometheus
 * 2.42 and 3.
 *
 *     node test/compare/promql-compare.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, differences, queries } from './compare.ts';
import { knownDifferences } from './known-differences.ts';
import { hasPrometheus, startPrometheus, startTrivet } from './programs.ts';
import { comparisonSamples } from './samples.ts';

const HOUR_MS = 3_600_000;
const write = (line: string) => process.stdout.write(`${line}\n`);

async function compareAll(dir: string): Promise<number> {
  const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 4 * HOUR_MS;
  const families = comparisonSamples(startMs, 180);
  const prometheus = await startPrometheus(dir, families);
  const trivet = await startTrivet(join(dir, 'trivet'), families);
  // Half seconds: no step of any range or subquery lies on another's.
  const first = startMs / 1000 + 5417.5;
  const asked = [
    ['query', { time: String(first + 3600) }],
    ['query_range', { start: String(first), end: String(first + 4200), step: '60' }],
    ['query_range', { start: String(first), end: String(first + 600), step: '7' }],
  ] as const;
  let unlisted = 0;
  try {
    for (const query of queries) {
      for (const [path, parameters] of asked) {
        const [theirs, ours] = await Promise.all([
          ask(prometheus, path, { ...parameters, query: query.prometheus }),
          ask(trivet, path, { ...parameters, query: query.trivet }),
        ]);
        const found = differences(theirs, ours);
        if (found.length === 0) continue;
        const reason = knownDifferences.get(query.trivet);
        if (!reason) unlisted++;
        write(`${reason ? 'known' : 'DIFFERS'} ${path} ${query.trivet}${reason ? `: ${reason}` : ''}`);
        if (!reason) for (const text of found) write(`    ${text}`);
      }
    }
  } finally {
    await prometheus.stop();
    await trivet.stop();
  }
  write(
    `${queries.length} queries, each at one time and over two ranges; ${unlisted} differences that are not listed`,
  );
  return unlisted;
}

if (!hasPrometheus) {
  write("Debian's prometheus and promtool are not installed");
  process.exitCode = 1;
} else {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-compare-'));
  try {
    process.exitCode = (await compareAll(dir)) > 0 ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
