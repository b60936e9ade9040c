import type { ByteFeed, ByteFeedOptions } from '../../../../electron/engine/logs/files/byte-feed.ts';

/** Stands for the log thread and the store: lines and the cursor are kept together, a moment after they came. */
export class LineStore {
  readonly lines: string[] = [];
  cursor: string | null = null;
  /** Lines of the next block; then nothing is taken any more, as when the process is killed. */
  killAfterBlocks = Number.POSITIVE_INFINITY;
  #blocks = 0;

  readonly open = ({ cursor, cursorAt }: ByteFeedOptions): ByteFeed => {
    const store = this;
    const ended = Promise.withResolvers<void>();
    ended.promise.catch(() => undefined);
    let from = cursor;
    let closed = false;
    let text = Buffer.alloc(0);
    let consumed = 0;
    const fail = (error: Error) => {
      closed = true;
      ended.reject(error);
    };
    const commit = (bytes: number) => {
      if (closed || bytes === 0) return;
      if (++store.#blocks > store.killAfterBlocks) return fail(new Error('killed'));
      if (store.cursor !== from) return fail(new Error('the cursor is another one'));
      const part = text.subarray(0, bytes).toString('utf8').replace(/\n$/, '');
      text = text.subarray(bytes);
      consumed += bytes;
      store.lines.push(...part.split('\n').map((line) => line.replace(/\r$/, '')));
      from = cursorAt(consumed);
      store.cursor = from;
    };
    const feed: ByteFeed = {
      onDrain: () => undefined,
      ended: ended.promise,
      push(bytes) {
        text = Buffer.concat([text, bytes]);
        setTimeout(() => {
          commit(text.lastIndexOf(0x0a) + 1);
          feed.onDrain();
        }, 2);
        return text.length < 64 * 1024;
      },
      async end(whole) {
        commit(whole ? text.length : text.lastIndexOf(0x0a) + 1);
        if (!closed) ended.resolve();
        closed = true;
        await ended.promise;
      },
      dispose: () => fail(new Error('given up')),
    };
    return feed;
  };
}
