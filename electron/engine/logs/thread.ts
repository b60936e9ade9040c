import { parentPort } from 'node:worker_threads';
import { buffersOf } from '../storage/logs/block.ts';
import type { LineBatch } from '../storage/logs/line-batch.ts';
import { LineStream, type ReadBlock } from './line-stream.ts';
import { type LiveLines, liveLinesOf } from './live-tail.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

/**
 * Makes blocks of log streams: frames, lines, levels, compression. Beside the engine's own thread, which only
 * hands bytes on, and beside the writer, which only stores.
 */
const port = parentPort;
if (!port) throw new Error('the log thread runs as a worker thread');

/** What is seen is stored: a block is made this soon after its first line, full or not. */
const FLUSH_MS = 250;

interface Feed {
  lines: LineStream;
  /** Bytes. */
  received: number;
}

const feeds = new Map<number, Feed>();
let liveWanted = false;
let flushTimer: NodeJS.Timeout | null = null;

const send = (message: FromLogThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

function open({ feed, tty, position }: Extract<ToLogThread, { kind: 'open' }>): void {
  const onBatch = (batch: LineBatch, read: ReadBlock) => {
    const live: LiveLines | null = liveWanted ? liveLinesOf(batch) : null;
    send({ kind: 'block', feed, read, live }, buffersOf(read.block));
  };
  const lines = new LineStream({ tty, position, onBatch, nowMs: () => Date.now() });
  feeds.set(feed, { lines, received: 0 });
}

function take(id: number, bytes: Uint8Array): void {
  const feed = feeds.get(id);
  if (!feed) return;
  feed.received += bytes.length;
  try {
    feed.lines.push(bytes);
  } catch (error) {
    feeds.delete(id);
    send({ kind: 'broken', feed: id, message: error instanceof Error ? error.message : String(error) });
    return;
  }
  send({ kind: 'taken', feed: id, bytes: feed.received });
  if (feed.lines.pending > 0 && !flushTimer) flushTimer = setTimeout(flushAll, FLUSH_MS);
}

/** All at once, so that the store commits them together. */
function flushAll(): void {
  flushTimer = null;
  for (const { lines } of feeds.values()) lines.flush();
}

function end(id: number, clean: boolean): void {
  feeds.get(id)?.lines.end(clean);
  feeds.delete(id);
  send({ kind: 'ended', feed: id });
}

port.on('message', (message: ToLogThread) => {
  if (message.kind === 'open') open(message);
  else if (message.kind === 'bytes') take(message.feed, message.bytes);
  else if (message.kind === 'end') end(message.feed, message.clean);
  else if (message.kind === 'close') feeds.delete(message.feed);
  else liveWanted = message.wanted;
});
