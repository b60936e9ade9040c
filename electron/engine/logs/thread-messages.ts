import type { ReadBlock } from './line-stream.ts';
import type { LiveLines } from './live-tail.ts';
import type { ReadPosition } from './read-position.ts';

/** What the engine tells the log thread. `feed` names one reading of one container's log. */
export type ToLogThread =
  | { kind: 'open'; feed: number; tty: boolean; position: ReadPosition | null }
  | { kind: 'bytes'; feed: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'end'; feed: number; clean: boolean }
  /** Forget it; what is not yet a block comes again with the next reading. */
  | { kind: 'close'; feed: number }
  | { kind: 'live'; wanted: boolean };

export type FromLogThread =
  | { kind: 'block'; feed: number; read: ReadBlock; live: LiveLines | null }
  /** Bytes of the feed that are decoded, since it was opened. */
  | { kind: 'taken'; feed: number; bytes: number }
  | { kind: 'ended'; feed: number }
  | { kind: 'broken'; feed: number; message: string };
