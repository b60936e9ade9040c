/**
 * Asks Debian's Prometheus and Trivet the same queries (queries.promql) over the same samples and prints where the
 * answers differ by more than 1e-9 of their size: each query at one time, and over two ranges. Ends with 1 where a
 * difference is not listed in known-differences.ts as one between Prometheus 2.42 and 3.
 *
 *     node test/compare/promql-compare.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ask, differences, queries } from './compare.ts';
import { knownDifferences } from './known-differences.ts';
import { type Api, hasPrometheus, startPrometheus, startTrivet } from './programs.ts';
import { comparisonSamples } from './samples.ts';

export interface Difference {
  query: string;
  path: string;
  /** Why it is to be expected, null where it is not. */
  reason: string | null;
  /** `Prometheus' | Trivet's`. */
  found: string[];
}

type Asked = readonly [path: 'query' | 'query_range', parameters: Record<string, string>];

/** What the two answer otherwise of all that is asked. */
export async function* compareQueries(
  prometheus: Api,
  trivet: Api,
  asked: readonly Asked[],
): AsyncGenerator<Difference, void, void> {
  for (const { trivet: query, prometheus: theirQuery } of queries) {
    for (const [path, parameters] of asked) {
      const [theirs, ours] = await Promise.all([
        ask(prometheus, path, { ...parameters, query: theirQuery }),
        ask(trivet, path, { ...parameters, query }),
      ]);
      const found = differences(theirs, ours);
      if (found.length > 0) yield { query, path, reason: knownDifferences.get(query) ?? null, found };
    }
  }
}

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
    for await (const { query, path, reason, found } of compareQueries(prometheus, trivet, asked)) {
      write(reason === null ? `DIFFERS ${path} ${query}` : `known ${path} ${query}: ${reason}`);
      if (reason !== null) continue;
      unlisted++;
      for (const text of found) write(`    ${text}`);
    }
  } finally {
    await prometheus.stop();
    await trivet.stop();
  }
  write(`${queries.length} queries, each asked ${asked.length} times; ${unlisted} differences not listed`);
  return unlisted;
}

async function main(): Promise<void> {
  if (!hasPrometheus) throw new Error("needs Debian's package prometheus");
  const dir = mkdtempSync(join(tmpdir(), 'trivet-compare-'));
  try {
    process.exitCode = (await compareAll(dir)) > 0 ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
