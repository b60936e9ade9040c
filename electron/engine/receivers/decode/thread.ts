import { parentPort } from 'node:worker_threads';
import { pointTransferables } from '../../formats/otlp/metrics/point-batch.ts';
import { transferables } from '../../formats/spans/span-batch.ts';
import type { ThreadReply, ThreadRequest } from '../../storage/thread-client.ts';
import { decodeLogs, type LogsTask } from './decode-logs.ts';
import { decodeMetrics, type MetricsTask } from './decode-metrics.ts';
import { type DecodeTask, decodeTraces } from './decode-traces.ts';

/** Decompresses and decodes, so that the thread that receives does neither. */
const port = parentPort;
if (!port) throw new Error('the decoder runs as a worker thread');

function decode({ name, params }: ThreadRequest): { value: unknown; transfer: ArrayBuffer[] } {
  if (name === 'metrics') {
    const value = decodeMetrics(params as MetricsTask);
    return { value, transfer: value.ok ? pointTransferables(value.value.batch) : [] };
  }
  if (name === 'logs') return { value: decodeLogs(params as LogsTask), transfer: [] };
  const value = decodeTraces(params as DecodeTask);
  return { value, transfer: value.ok ? transferables(value.value.batch) : [] };
}

function answer(request: ThreadRequest): void {
  const { id } = request;
  try {
    const { value, transfer } = decode(request);
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
