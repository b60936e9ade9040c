import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { TraceFiles } from '../../../electron/engine/files/trace-files.ts';
import type { Upload } from '../../../electron/engine/files/upload.ts';
import type { Store } from '../../../electron/engine/storage/store.ts';
import type { OpenFileEvent, OpenFileResult } from '../../../shared/contract/files.ts';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';

export interface OpenFiles {
  dir: string;
  store: Store;
  files: TraceFiles;
  /** Writes the content under the name and opens it; the last event. */
  open(content: string | Uint8Array, name?: string, partial?: boolean): Promise<OpenFileEvent>;
  openPath(path: string, partial?: boolean): Promise<OpenFileEvent>;
  openUpload(upload: Upload): Promise<OpenFileEvent>;
}

/** Trace files over a store of the running test's own. */
export async function openFiles(dir = tempDir()): Promise<OpenFiles> {
  const store = await openStore(dir);
  const logger = pino({ level: 'silent' });
  const files = new TraceFiles({ store, dataDir: dir, clock: { now: () => Date.now() }, logger });
  onTestFinished(() => files.dispose());
  const lastOf = (start: (listener: Parameters<TraceFiles['openPath']>[2]) => void) =>
    new Promise<OpenFileEvent>((resolve, reject) => {
      let last: OpenFileEvent | null = null;
      start({
        event: (event) => {
          last = event;
        },
        end: () => (last ? resolve(last) : reject(new Error('no event'))),
        fail: reject,
      });
    });
  const openPath = (path: string, partial = false) =>
    lastOf((listener) => files.openPath(path, partial, listener));
  return {
    dir,
    store,
    files,
    openPath,
    openUpload: (upload) => lastOf((listener) => files.openUpload(upload, false, listener)),
    open(content, name = 'trace.json', partial = false) {
      const path = join(dir, name);
      writeFileSync(path, content);
      return openPath(path, partial);
    },
  };
}

export function resultOf(event: OpenFileEvent): OpenFileResult {
  if (event.kind !== 'done') throw new Error(JSON.stringify(event));
  return event.result;
}

export function errorOf(event: OpenFileEvent) {
  if (event.kind !== 'refused') throw new Error(JSON.stringify(event));
  return event.error;
}

/** A Jaeger file of so many traces with ten spans each. */
export function jaegerFile(traces: number, first = 1): string {
  const data = Array.from({ length: traces }, (_, t) => {
    const traceID = (first + t).toString(16).padStart(32, '0');
    const spans = Array.from({ length: 10 }, (_, s) => ({
      traceID,
      spanID: (s + 1).toString(16).padStart(16, '0'),
      operationName: `op ${s}`,
      references: s === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: '0000000000000001' }],
      startTime: 1719400000000000 + t * 1000 + s,
      duration: 10,
      tags: [{ key: 'http.method', type: 'string', value: 'GET' }],
      logs: [],
      processID: 'p1',
    }));
    return { traceID, spans, processes: { p1: { serviceName: 'web', tags: [] } } };
  });
  return JSON.stringify({ data });
}
