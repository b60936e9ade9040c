import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { pointTransferables } from '../formats/otlp/metrics/point-batch.ts';
import { transferables } from '../formats/spans/span-batch.ts';
import { FileReader } from './file-reader.ts';
import { type FromReader, MOST_UNDER_WAY, type ReadFileParams, type UploadPiece } from './messages.ts';
import { Spill } from './spill.ts';

/** Reads one file and ends. It is stopped at any moment by ending the thread. */
const port = parentPort;
if (!port) throw new Error('a file is read on a worker thread');

const READ_BYTES = 1024 * 1024;
const PROGRESS_EVERY_MS = 100;

const { path, partial, name, spillPath, archivePath, stored } = workerData as ReadFileParams;
const storedCount = new Int32Array(stored);
const spill = new Spill(spillPath);
let sent = 0;
let progressMs = 0;

const post = (message: FromReader, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** The decoder has no place to pause, so the thread itself waits. */
function waitForRoom(): void {
  for (;;) {
    const count = Atomics.load(storedCount, 0);
    if (sent - count < MOST_UNDER_WAY) return;
    Atomics.wait(storedCount, 0, count);
  }
}

async function* uploaded(): AsyncGenerator<Uint8Array, void, void> {
  const pieces: UploadPiece[] = [];
  let wake: (() => void) | null = null;
  port!.on('message', (piece: UploadPiece) => {
    pieces.push(piece);
    wake?.();
  });
  for (;;) {
    post({ kind: 'want' });
    if (pieces.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const piece = pieces.shift();
    if (!piece) continue;
    if (piece.bytes.length > 0) yield piece.bytes;
    if (piece.last) return;
  }
}

const reader = new FileReader({
  path,
  archivePath,
  partial,
  name,
  spill,
  batch(batch) {
    waitForRoom();
    sent++;
    post({ kind: 'batch', batch }, transferables(batch));
  },
  points(batch) {
    waitForRoom();
    sent++;
    post({ kind: 'points', batch }, pointTransferables(batch));
  },
  log(part) {
    waitForRoom();
    sent++;
    post({ kind: 'log', part }, 'bytes' in part ? [part.bytes.buffer] : []);
  },
  progress(bytesRead, spans) {
    const now = performance.now();
    if (now - progressMs < PROGRESS_EVERY_MS) return;
    progressMs = now;
    post({ kind: 'progress', bytesRead, spans });
  },
});

try {
  const raw = path === null ? uploaded() : createReadStream(path, { highWaterMark: READ_BYTES });
  const read = await reader.read(raw);
  post('expected' in read ? { kind: 'refused', error: read } : { kind: 'done', summary: read });
} finally {
  spill.close();
  port.close();
}
