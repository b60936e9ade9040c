import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileReader } from '../../../electron/engine/files/file-reader.ts';
import { Spill } from '../../../electron/engine/files/spill.ts';
import type { SpanBatch } from '../../../electron/engine/formats/spans/span-batch.ts';
import { tempDir } from '../../temp-dir.ts';

test('bytes beyond the memory they may take go to a file, and all are read back', () => {
  const path = join(tempDir(), 'x.spill');
  const spill = new Spill(path, 100);
  const entries = [60, 30, 50, 7, 2000].map((length, i) => new Uint8Array(length).fill(i + 1));
  const ids = entries.map((bytes) => spill.keep(bytes));
  expect(statSync(path).size).toBe(2050);
  expect(ids.map((id) => spill.read(id))).toEqual(entries);
  expect(() => spill.read(ids[0]!)).toThrow(RangeError);
  spill.close();
});

test('what fits the memory makes no file', () => {
  const path = join(tempDir(), 'x.spill');
  const spill = new Spill(path);
  expect(spill.read(spill.keep(new Uint8Array([1, 2])))).toEqual(new Uint8Array([1, 2]));
  spill.close();
  expect(existsSync(path)).toBe(false);
});

/** One trace whose processes, as Jaeger writes it, come after all its spans. */
async function* hugeTrace(spans: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"data":[{"traceID":"1","spans":[');
  for (let i = 0; i < spans; i++) {
    const span = {
      traceID: '1',
      spanID: (i + 1).toString(16),
      operationName: 'x'.repeat(200),
      startTime: i,
      duration: 1,
      processID: 'p1',
    };
    yield Buffer.from((i > 0 ? ',' : '') + JSON.stringify(span));
  }
  yield Buffer.from('],"processes":{"p1":{"serviceName":"late","tags":[]}}}]}');
}

test('one huge trace, told who made it at its end, is read through the file', async () => {
  const path = join(tempDir(), 'x.spill');
  const spill = new Spill(path, 512 * 1024);
  const batches: SpanBatch[] = [];
  const reader = new FileReader({
    path: null,
    archivePath: `${path}.zip`,
    partial: false,
    name: 'trace',
    spill,
    batch: (batch) => batches.push(batch),
    progress: () => undefined,
  });
  const read = await reader.read(hugeTrace(20_000));
  expect(read).toMatchObject({ format: 'jaeger-json', spans: 20_000, warnings: [] });
  expect(statSync(path).size).toBeGreaterThan(4_000_000);
  expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
  expect(new Set(batches.flatMap(({ resources }) => resources.map(({ service }) => service)))).toEqual(
    new Set(['late']),
  );
  spill.close();
});
