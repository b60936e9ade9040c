import { z } from 'zod';
import type { ReadPosition } from '../logs/read-position.ts';

/** What is remembered of a container's log beside its lines. */
export interface LogCursor {
  position: ReadPosition | null;
  /** State.FinishedAt of the run whose log was read to its end; null while there is more to come. */
  readToEndOf: string | null;
  /** It was noted that the logging driver keeps nothing that can be read. */
  unreadable: boolean;
}

// Here and not beside the position: the log thread does without the validator.
const positionSchema = z.object({
  since: z.string().regex(/^\d{1,10}\.\d{9}$/),
  latest: z.string().regex(/^\d{1,10}\.\d{9}$/),
  count: z.number().int().min(0),
  hashes: z.array(z.number()),
});

const schema = z.object({
  position: positionSchema.nullable(),
  readToEndOf: z.string().nullable(),
  unreadable: z.boolean(),
});

export const formatCursor = (cursor: LogCursor): string => JSON.stringify(cursor);

/** A container's log not read yet, or noted by a version that wrote it otherwise, is read from its start. */
export function parseCursor(text: string | null): LogCursor {
  const nothing = { position: null, readToEndOf: null, unreadable: false };
  if (text === null) return nothing;
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : nothing;
}
