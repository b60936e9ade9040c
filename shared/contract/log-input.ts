import { z } from 'zod';
import { method, stream } from './define.ts';

/** A file whose lines are read as they are written. */
export interface FollowedLogFile {
  path: string;
  /** What its lines are shown as. */
  name: string;
  service: string;
  /** `missing` while nothing bears the name; `waiting` while there is nothing new. */
  state: 'waiting' | 'reading' | 'missing' | 'failed';
  /** What ended the last attempt to read it. */
  error: string | null;
  /** Stored since it is followed. */
  lines: number;
}

export interface ReceivedInput {
  inputId: string;
  /** Of the input that are stored. */
  lines: number;
}

const name = z.string().max(200);

/** Lines that a command hands over, and files that it asks to be followed. */
export const logInputMethods = {
  /** Bytes of an input in their order. Answered when they were taken, those behind the last ones when all is stored. */
  'logs.send': method<{ lines: number }>()(
    z.object({ inputId: z.string().max(64), bytes: z.instanceof(Uint8Array), last: z.boolean() }),
  ),
  'logs.followed': method<FollowedLogFile[]>()(z.object({})),
};

export const logInputStreams = {
  /**
   * Takes lines of text, or what `journalctl -o export` and `-o json` print, with `logs.send` while it is open. The
   * first event names the input, later ones tell what is stored. What was sent is stored however it is left.
   */
  'logs.receive': stream<ReceivedInput>()(
    z.object({ name: name.min(1), service: name.default('') }),
    (_older, newer) => newer,
  ),
  /** Follows files of the engine's machine while it is open, as those of the settings. */
  'logs.follow': stream<FollowedLogFile[]>()(
    z.object({
      files: z
        .array(
          z.object({ path: z.string().min(1).max(4096), name: name.default(''), service: name.default('') }),
        )
        .min(1)
        .max(200),
    }),
    (_older, newer) => newer,
  ),
};
