import { z } from 'zod';

/** One file that bore the followed name for a while. */
export interface Generation {
  /** Decimal; file systems use the numbers of deleted files again, so it is a hint and no proof. */
  ino: string;
  /** Of its first bytes. */
  head: { bytes: number; hash: string };
  /** Bytes up to the end of the last line that is stored. */
  offset: number;
  /** Of the file when it was last read. */
  mtimeMs: number;
}

const schema = z.object({
  generations: z.array(
    z.object({
      ino: z.string(),
      head: z.object({ bytes: z.number().int().min(0), hash: z.string() }),
      offset: z.number().int().min(0),
      mtimeMs: z.number(),
    }),
  ),
});

/** Rotated files are known again by their heads: so many, the newest last. */
export const MOST_GENERATIONS = 16;

/** An empty file is no one's forerunner. */
export const formatFileCursor = (generations: readonly Generation[]): string =>
  JSON.stringify({ generations: generations.filter(({ head }) => head.bytes > 0).slice(-MOST_GENERATIONS) });

/** A file not read yet, or noted by a version that wrote it otherwise, is read from its start. */
export function parseFileCursor(text: string | null): Generation[] {
  if (text === null) return [];
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.generations : [];
}
