import type { StreamListener } from '../../shared/rpc/client.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import type { Output } from './output.ts';

type Ending = Required<Pick<StreamListener<unknown>, 'end' | 'error'>>;

/**
 * Keeps a subscription open until it ends, the reader of the output is gone, or the person stops it with
 * Ctrl-C, which is no failure.
 */
export function follow(out: Output, subscribe: (ending: Ending) => Disposable): Promise<void> {
  return new Promise((resolve, reject) => {
    let subscription: Disposable | null = null;
    const finish = (settle: () => void) => {
      subscription?.dispose();
      gone.dispose();
      process.off('SIGINT', stopped);
      process.off('SIGTERM', stopped);
      settle();
    };
    const stopped = () => finish(resolve);
    const gone = out.onClose(stopped);
    process.once('SIGINT', stopped);
    process.once('SIGTERM', stopped);
    subscription = subscribe({ end: stopped, error: (error) => finish(() => reject(error)) });
  });
}
