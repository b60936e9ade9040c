import { createHash } from 'node:crypto';

/** A file is told from others by so many of its first bytes, fewer while it is shorter. */
export const HEAD_BYTES = 1024;

/** What is remembered of a file's first bytes. */
export interface HeadMark {
  bytes: number;
  hash: string;
}

/** 96 bits of SHA-256: files are to be told apart, not protected. */
const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 16);

export const markOf = (head: Uint8Array): HeadMark => ({ bytes: head.length, hash: hashOf(head) });

/** True when the file that begins with `head` can be the one that was marked, grown since. */
export const isMarked = (head: Uint8Array, { bytes, hash }: HeadMark): boolean =>
  bytes > 0 && head.length >= bytes && hashOf(head.subarray(0, bytes)) === hash;
