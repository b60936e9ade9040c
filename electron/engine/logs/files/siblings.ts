import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Packing, unpack } from '../../files/unpack.ts';
import type { Generation } from './file-cursor.ts';
import { HEAD_BYTES, isMarked } from './file-head.ts';
import { byAge, type RotatedName, rotatedName } from './rotated-names.ts';

/** A file beside the followed one that a rotation put there. */
export interface Sibling {
  path: string;
  ino: string;
  size: number;
  mtimeMs: number;
  rotated: RotatedName;
  /** Its first bytes, unpacked. */
  head: Uint8Array;
}

/** The newest ones only: nobody falls behind by more rotations. */
const MOST_SIBLINGS = 64;
const READ_BYTES = 256 * 1024;

/** The rotated files of `path`, the oldest first. One that goes while it is looked at is left out. */
export async function siblingsOf(path: string): Promise<Sibling[]> {
  const [folder, base] = [dirname(path), basename(path)];
  const found: Omit<Sibling, 'head'>[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const rotated = rotatedName(base, name);
    if (!rotated || rotated.packing === 'unreadable') continue;
    const full = join(folder, name);
    const at = await stat(full, { bigint: true }).catch(() => null);
    if (!at?.isFile()) continue;
    found.push({
      path: full,
      ino: String(at.ino),
      size: Number(at.size),
      mtimeMs: Number(at.mtimeMs),
      rotated,
    });
  }
  const siblings: Sibling[] = [];
  for (const sibling of byAge(found).slice(-MOST_SIBLINGS)) {
    const head = await headOf(sibling).catch(() => null);
    if (head) siblings.push({ ...sibling, head });
  }
  return siblings;
}

async function headOf({ path, rotated }: Omit<Sibling, 'head'>): Promise<Uint8Array> {
  if (rotated.packing === null) return plainHead(path);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of unpacked(path, rotated.packing as Packing)) {
    parts.push(part);
    length += part.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

async function plainHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const unpacked = (path: string, packing: Packing): AsyncIterable<Uint8Array> =>
  unpack(packing, createReadStream(path, { highWaterMark: READ_BYTES }));

/** The bytes of a rotated file behind an offset. @throws BadPackingError, and what the system says */
export async function* bytesFrom(sibling: Sibling, offset: number): AsyncGenerator<Uint8Array, void, void> {
  const { path, rotated } = sibling;
  if (rotated.packing === null) {
    for await (const piece of createReadStream(path, { start: offset, highWaterMark: READ_BYTES })) {
      yield piece as Buffer;
    }
    return;
  }
  let left = offset;
  for await (const piece of unpacked(path, rotated.packing as Packing)) {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    if (skipped < piece.length) yield piece.subarray(skipped);
  }
}

/**
 * Which of the known generations a file is: that of its number if it begins alike, else the one of whose first bytes
 * most are known and are its own; -1 when it is none of them.
 */
export function generationOf(
  { ino, head }: Pick<Sibling, 'ino' | 'head'>,
  generations: readonly Generation[],
): number {
  let best = -1;
  for (const [i, generation] of generations.entries()) {
    if (!isMarked(head, generation.head)) continue;
    if (generation.ino === ino) return i;
    if (best < 0 || generation.head.bytes >= (generations[best] as Generation).head.bytes) best = i;
  }
  return best;
}

/** The rotated file that holds a generation now; a plain one before a packed one, for that may not be whole yet. */
export function locate(
  siblings: readonly Sibling[],
  generations: readonly Generation[],
  wanted: Generation,
): Sibling | null {
  const its = siblings.filter((sibling) => generations[generationOf(sibling, generations)] === wanted);
  const whole = its.filter(({ rotated, size }) => rotated.packing !== null || size >= wanted.offset);
  const plain = whole.filter(({ rotated }) => rotated.packing === null);
  return plain.find(({ ino }) => ino === wanted.ino) ?? plain.at(-1) ?? whole.at(-1) ?? null;
}

/** Rotated files that came after a generation and that nobody has read, the oldest first. */
export function comeAfter(
  siblings: readonly Sibling[],
  generations: readonly Generation[],
  last: Generation,
  located: Sibling | null,
): Sibling[] {
  const unread = (sibling: Sibling) => sibling.head.length > 0 && generationOf(sibling, generations) < 0;
  const place = located ? siblings.findIndex(({ path }) => path === located.path) : -1;
  if (place >= 0) return withoutTwins(siblings.slice(place + 1).filter(unread));
  return withoutTwins(siblings.filter((sibling) => unread(sibling) && sibling.mtimeMs > last.mtimeMs));
}

/** While a file is being packed it is there twice. */
function withoutTwins(siblings: Sibling[]): Sibling[] {
  return siblings.filter(
    ({ head, rotated }, i) =>
      rotated.packing === null ||
      !siblings.some(
        (other, k) => k !== i && other.rotated.packing === null && Buffer.compare(other.head, head) === 0,
      ),
  );
}
