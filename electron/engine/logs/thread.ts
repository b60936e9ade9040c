import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from '../storage/logs/block.ts';
import { PipelineCounts } from './door/pipeline/pipeline-counts.ts';
import { type DoorSettings, doorTools } from './door-settings.ts';
import { FeedReaders } from './feed-readers.ts';
import { PatternTrees } from './patterns/pattern-trees.ts';
import { RecordGroups } from './record-groups.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

/**
 * Makes blocks of logs: frames, lines, records, what their text says, compression. Beside the engine's own thread,
 * which only hands bytes on, and beside the writer, which only stores.
 */
const port = parentPort;
if (!port) throw new Error('the log thread runs as a worker thread');

/** What pipelines did is told this often while something comes in, and once behind it. */
const TELL_MS = 1_000;

const send = (message: FromLogThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
const trees = new PatternTrees();
let wanted = false;
let telling: NodeJS.Timeout | null = null;
const tools = await doorTools(workerData as DoorSettings);
const counts = new PipelineCounts();
const shared = { trees, counts, tools, liveWanted: () => wanted, nowMs: () => Date.now() };

const feeds = new FeedReaders({ ...shared, send });
const groups = new RecordGroups({
  ...shared,
  onGroup(group) {
    const blocks = group.streams.flatMap((stream) => stream.blocks);
    send(
      { kind: 'group', ...group },
      blocks.flatMap(({ block }) => buffersOf(block)),
    );
  },
});

port.on('message', (message: ToLogThread) => {
  if (message.kind === 'bytes') feeds.take(message.feed, message.bytes);
  else if (message.kind === 'open') feeds.open(message);
  else if (message.kind === 'end') feeds.end(message.feed, message.clean);
  else if (message.kind === 'close') feeds.close(message.feed);
  else if (message.kind === 'records') {
    groups.take(message.commit, message.groups, new Map(message.patterns));
  } else if (message.kind === 'settled') groups.settled();
  else if (message.kind === 'live') wanted = message.wanted;
  else configure(message.settings);
  if (!telling) telling = setTimeout(tellCounts, TELL_MS);
});

/** One after the other, so that the last one told is the one that stays. */
let configured: Promise<void> = Promise.resolve();
function configure(settings: DoorSettings): void {
  configured = configured.then(async () => {
    const changed = await doorTools(settings);
    feeds.configure(changed);
    groups.configure(changed);
  });
}

function tellCounts(): void {
  telling = null;
  const done = counts.take();
  if (done.length > 0) send({ kind: 'pipelines', counts: done });
}
