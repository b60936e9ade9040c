import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileReader } from '../../../electron/engine/files/file-reader.ts';
import type { FileSummary } from '../../../electron/engine/files/messages.ts';
import { Spill } from '../../../electron/engine/files/spill.ts';
import type { OpenFileError } from '../../../shared/contract/files.ts';
import { tempDir } from '../../temp-dir.ts';
import { readBatch } from './otlp/read-batch.ts';
import type { ReadSpan } from './read-traces.ts';

export interface ReadFile {
  summary: FileSummary;
  spans: ReadSpan[];
}

interface Options {
  partial?: boolean;
  /** As an upload the bytes come in pieces of this many; else the file is read by its path. */
  pieces?: number;
}

/** Reads a file as the thread does, unpacked by what its bytes say. */
async function read(content: string | Uint8Array, { partial = false, pieces }: Options) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const dir = tempDir();
  const path = join(dir, 'file');
  if (pieces === undefined) writeFileSync(path, bytes);
  const spans: ReadSpan[] = [];
  const reader = new FileReader({
    path: pieces === undefined ? path : null,
    archivePath: join(dir, 'archive.zip'),
    partial,
    name: 'trace',
    spill: new Spill(join(dir, 'spill')),
    batch: (batch) => {
      for (const { resource, scope, spans: own } of readBatch(batch)) {
        for (const span of own) spans.push({ resource, scope, span });
      }
    },
    progress: () => undefined,
  });
  async function* cut() {
    const size = pieces ?? bytes.length + 1;
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return { outcome: await reader.read(cut()), spans };
}

export async function readFile(content: string | Uint8Array, options: Options = {}): Promise<ReadFile> {
  const { outcome, spans } = await read(content, options);
  if ('expected' in outcome) throw new Error(JSON.stringify(outcome));
  return { summary: outcome, spans };
}

export async function refusalOfFile(
  content: string | Uint8Array,
  options: Options = {},
): Promise<OpenFileError> {
  const { outcome } = await read(content, options);
  if ('expected' in outcome) return outcome;
  throw new Error('the file was read');
}
