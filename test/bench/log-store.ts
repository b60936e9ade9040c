import { createReadStream } from 'node:fs';
import { lineSource } from '../../electron/engine/formats/line-sink.ts';
import { LogFacts } from '../../electron/engine/formats/log-facts.ts';
import { buffersOf, encodeBlock } from '../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../electron/engine/storage/logs/line-batch.ts';
import type { Store } from '../../electron/engine/storage/store.ts';
import type { LogFile } from './log-files.ts';

const NEWLINE = 0x0a;
const FIRST_SECOND = 1_778_750_813;
const LINES_A_SECOND = 1000;

/** Stores a file's lines as a container's, 1,000 a second, their formats and levels found as they are at the door. */
export async function storeFile(store: Store, { path }: LogFile, container: string): Promise<void> {
  const stream = { entity: `name:${container}`, containerId: container, container };
  const batch = new LineBatch();
  const facts = new LogFacts();
  const flush = async () => {
    const block = encodeBlock(batch);
    await store.write('logs.append', { stream, blocks: [block], cursor: null }, buffersOf(block));
    batch.clear();
  };
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      facts.read(bytes, start, end);
      batch.add(
        {
          seconds: FIRST_SECOND + Math.floor(line / LINES_A_SECOND),
          nanos: (line % LINES_A_SECOND) * 1_000_000,
          source: lineSource.stdout,
          flags: 0,
          severity: facts.severity,
          format: facts.format,
          pattern: 0,
        },
        bytes,
        start,
        end,
      );
      line++;
      start = end + 1;
      if (batch.full) await flush();
    }
    rest = bytes.subarray(start);
  }
  if (batch.count > 0) await flush();
}
