import { parentPort } from 'node:worker_threads';
import { transferables } from '../../formats/spans/span-batch.ts';
import type { ThreadReply, ThreadRequest } from '../../storage/thread-client.ts';
import { type DecodeTask, decodeTraces } from './decode-traces.ts';

/** Decompresses and decodes, so that the thread that receives does neither. */
const port = parentPort;
if (!port) throw new Error('the decoder runs as a worker thread');

function answer({ id, params }: ThreadRequest): void {
  try {
    const value = decodeTraces(params as DecodeTask);
    const transfer = value.ok ? transferables(value.value.batch) : [];
    port!.postMessage({ kind: 'result', id, value } satisfies ThreadReply, transfer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    port!.postMessage({ kind: 'error', id, code: 'internal', message } satisfies ThreadReply);
  }
}

port.on('message', (request: ThreadRequest) => {
  // Nothing waits so long here that taking it back would pay.
  if (request.name !== 'cancel') answer(request);
});
port.postMessage({ kind: 'ready', value: null } satisfies ThreadReply);
