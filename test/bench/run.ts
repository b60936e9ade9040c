/**
 * `npm run bench [NAME…]`: prints one JSON object a row as it is measured, then a table of them all. Nothing else
 * is written. Exits with 1 when a bench failed or a name is unknown; an aim that was missed is said, not failed,
 * for a figure depends on the machine.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Bench, type BenchRow, meetsAim, ratioOf } from './harness.ts';
import { formatTable } from './table.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function load(): Promise<Bench[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'));
  const modules = await Promise.all(
    files.sort().map((name) => import(pathToFileURL(join(folder, name)).href)),
  );
  return modules.map(({ bench }) => bench as Bench);
}

async function runOne(bench: Bench): Promise<(BenchRow & { bench: string })[]> {
  const reason = await bench.skip?.();
  if (reason) {
    print({ bench: bench.name, skipped: reason });
    return [];
  }
  const rows = (await bench.run()).map((row) => ({ bench: bench.name, ...row }));
  for (const row of rows) print({ ...row, ratio: ratioOf(row), met: meetsAim(row) });
  return rows;
}

async function main(names: string[]): Promise<void> {
  const benches = await load();
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no bench ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}\n`,
    );
    process.exitCode = 1;
    return;
  }
  const rows: (BenchRow & { bench: string })[] = [];
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
    try {
      rows.push(...(await runOne(bench)));
    } catch (error) {
      print({
        bench: bench.name,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      process.exitCode = 1;
    }
  }
  process.stdout.write(`\n${formatTable(rows)}\n`);
}

await main(process.argv.slice(2));
