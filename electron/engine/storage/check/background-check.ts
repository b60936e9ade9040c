import { Worker } from 'node:worker_threads';
import { type Disposable, disposable } from '../../../../shared/util/disposable.ts';
import { SMALL_HEAP } from '../../heap.ts';
import { workerUrl } from '../../worker-url.ts';

/**
 * Runs quick_check on a thread of its own, for it is one statement that nothing can interrupt, and tells when the file
 * is damaged.
 */
export function checkInBackground(file: string, onDamaged: () => void): Disposable {
  const entry = workerUrl(import.meta.url, './thread');
  const thread = new Worker(entry, { workerData: { file }, resourceLimits: SMALL_HEAP });
  thread.unref();
  thread.on('message', (sound: boolean) => {
    if (!sound) onDamaged();
  });
  // It could not be examined; whoever meets damage tells it too.
  thread.on('error', () => undefined);
  return disposable(() => void thread.terminate());
}
