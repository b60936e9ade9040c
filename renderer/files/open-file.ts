import type { OpenFileEvent } from '../../shared/contract/files.ts';
import type { TrivetClient } from '../connection/connection.ts';
import { type FileOutcome, type FileSource, newFileKey, useOpenFiles } from './open-file-store.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Opens a file and follows it; what comes of it stands in the store. Answers when it has ended. */
export async function openFile(
  client: TrivetClient,
  source: FileSource,
  partial = false,
): Promise<FileOutcome> {
  const { add, update } = useOpenFiles.getState();
  const key = newFileKey();
  const name =
    source.kind === 'upload' ? source.file.name : (source.path.split(/[\\/]/).at(-1) ?? source.path);
  const aborted = new AbortController();
  const bytesTotal = source.kind === 'upload' ? source.file.size : null;
  add({
    key,
    name,
    source,
    outcome: { kind: 'reading', bytesRead: 0, bytesTotal, spans: 0, logRecords: 0 },
    cancel: () => aborted.abort(),
  });
  let outcome: FileOutcome;
  try {
    outcome = await follow(client, source, partial, aborted.signal, (progress) => update(key, progress));
  } catch (error) {
    if (aborted.signal.aborted) useOpenFiles.getState().dismiss(key);
    outcome = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  update(key, outcome);
  return outcome;
}

async function follow(
  client: TrivetClient,
  source: FileSource,
  partial: boolean,
  signal: AbortSignal,
  onProgress: (outcome: FileOutcome) => void,
): Promise<FileOutcome> {
  if (source.kind === 'path') return subscribed(client, { path: source.path, partial }, signal, onProgress);
  const { file } = source;
  const { uploadId } = await client.call('files.upload', { name: file.name, bytes: file.size });
  const ended = subscribed(client, { uploadId, partial }, signal, onProgress);
  // When the engine has refused the file, what is left need not be sent.
  let over = false;
  const done = ended.finally(() => {
    over = true;
  });
  await Promise.race([done, send(client, uploadId, file, () => over || signal.aborted)]);
  return done;
}

async function send(
  client: TrivetClient,
  uploadId: string,
  file: File,
  stopped: () => boolean,
): Promise<void> {
  for (let from = 0; ; from += CHUNK_BYTES) {
    const bytes = new Uint8Array(await file.slice(from, from + CHUNK_BYTES).arrayBuffer());
    const last = from + CHUNK_BYTES >= file.size;
    if (stopped()) return;
    await client.call('files.chunk', { uploadId, bytes, last });
    if (last) return;
  }
}

function subscribed(
  client: TrivetClient,
  params: { path?: string; uploadId?: string; partial: boolean },
  signal: AbortSignal,
  onProgress: (outcome: FileOutcome) => void,
): Promise<FileOutcome> {
  return new Promise((resolve, reject) => {
    const subscription = client.subscribe('files.open', params, {
      event(event: OpenFileEvent) {
        if (event.kind === 'progress') onProgress({ ...event, kind: 'reading' });
        else if (event.kind === 'done') resolve({ kind: 'done', result: event.result });
        else resolve({ kind: 'refused', error: event.error });
      },
      end: () => reject(new Error('the engine stopped reading the file')),
      error: reject,
    });
    signal.addEventListener('abort', () => {
      subscription.dispose();
      reject(new Error('cancelled'));
    });
  });
}
