import pino from 'pino';
import { lineSource } from '../../../electron/engine/formats/line-sink.ts';
import { encodeBlock } from '../../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../../electron/engine/storage/logs/line-batch.ts';
import { Store } from '../../../electron/engine/storage/store.ts';

export interface StoredText {
  container?: string;
  /** One a millisecond, from the second on. */
  lines: readonly string[];
  seconds?: number;
}

/** Puts lines into the store of a data directory that no engine has open. */
export async function storeLines(dataDir: string, texts: readonly StoredText[]): Promise<void> {
  const store = await Store.open(dataDir, false, pino({ level: 'silent' }));
  try {
    for (const { container = 'web', lines, seconds = 1_700_000_000 } of texts) {
      const stream = { entity: `name:${container}`, containerId: container, container };
      const batch = new LineBatch();
      const flush = async () => {
        await store.write('logs.append', { stream, blocks: [encodeBlock(batch)], cursor: null });
        batch.clear();
      };
      for (const [i, line] of lines.entries()) {
        const bytes = Buffer.from(line);
        const second = seconds + Math.floor(i / 1000);
        batch.line(second, (i % 1000) * 1_000_000, lineSource.stdout, 0, bytes, 0, bytes.length);
        if (batch.full) await flush();
      }
      if (batch.count > 0) await flush();
    }
  } finally {
    await store.close();
  }
}
