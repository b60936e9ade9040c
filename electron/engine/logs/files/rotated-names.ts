import type { Packing } from '../../files/unpack.ts';

/** What a rotation made of a file's name. */
export interface RotatedName {
  /** Null where it is not packed; `unreadable` where nothing here unpacks it. */
  packing: Packing | 'unreadable' | null;
  /** A number counts rotations, a stamp is a time, and `old` says nothing of the order. */
  kind: 'number' | 'stamp' | 'old';
  /** Digits of the number or the stamp. */
  digits: string;
}

const PACKED = /\.(gz|zst|bz2|xz|lz4|zip|Z)$/;
/** `.1`, `-20260101`, `.2026-01-01_13`, `-2026-01-01T12-00-00.000`, `.old` */
const MARK = /^[._-](?:(\d[\dT:._Z+-]*)|old|bak|prev)$/;
/** Some count without a dot: `app1.log`. */
const BARE_NUMBER = /^\d{1,4}$/;
/** A number of so many digits is a day, or seconds since the epoch. */
const STAMP_DIGITS = 6;

/** What `name` is to the file `base` of the same folder; null where it is no rotation of it. */
export function rotatedName(base: string, name: string): RotatedName | null {
  if (name === base) return null;
  const [, ending] = PACKED.exec(name) ?? [];
  const plain = ending === undefined ? name : name.slice(0, -ending.length - 1);
  const packing = ending === undefined ? null : packingOf(ending);
  const mark = markOf(base, plain);
  if (mark !== null) return { packing, ...mark };
  // Packed under its own name, as some do with the one file they keep.
  return ending !== undefined && plain === base ? { packing, kind: 'old', digits: '' } : null;
}

function packingOf(ending: string): RotatedName['packing'] {
  if (ending === 'gz') return 'gzip';
  return ending === 'zst' ? 'zstd' : 'unreadable';
}

/** The mark stands behind the whole name, or in front of its ending. */
function markOf(base: string, plain: string): Pick<RotatedName, 'kind' | 'digits'> | null {
  if (plain.startsWith(base)) return meaningOf(plain.slice(base.length));
  const dot = base.lastIndexOf('.');
  if (dot <= 0) return null;
  const [stem, ending] = [base.slice(0, dot), base.slice(dot)];
  if (!plain.startsWith(stem) || !plain.endsWith(ending) || plain.length <= base.length) return null;
  const between = plain.slice(stem.length, plain.length - ending.length);
  return BARE_NUMBER.test(between) ? { kind: 'number', digits: between } : meaningOf(between);
}

function meaningOf(mark: string): Pick<RotatedName, 'kind' | 'digits'> | null {
  const found = MARK.exec(mark);
  if (!found) return null;
  const digits = (found[1] ?? '').replace(/\D/g, '');
  if (digits === '') return { kind: 'old', digits };
  return { kind: digits.length >= STAMP_DIGITS ? 'stamp' : 'number', digits };
}

/** Names of files that `name` may be a rotation of: followed ones among them are the same log. */
export function possibleBases(name: string): string[] {
  const plain = name.replace(PACKED, '');
  const bases = new Set<string>(plain === name ? [] : [plain]);
  const behind = /^(.+?)[._-](?:\d[\dT:._Z+-]*|old|bak|prev)$/.exec(plain);
  if (behind?.[1]) bases.add(behind[1]);
  const inside = /^(.+?)(?:[._-](?:\d[\dT:._Z+-]*|old|bak|prev)|\d{1,4})(\.[A-Za-z]\w*)$/.exec(plain);
  if (inside) bases.add(`${inside[1]}${inside[2]}`);
  bases.delete(name);
  return [...bases];
}

export const isPacked = (name: string): boolean => PACKED.test(name);

interface Aged {
  rotated: RotatedName;
  mtimeMs: number;
}

/**
 * The oldest first. Numbers count down with age in most programs and up in some: their times tell which. Between
 * names of different kinds only the times tell.
 */
export function byAge<T extends Aged>(files: readonly T[]): T[] {
  const numbered = files.filter(({ rotated }) => rotated.kind === 'number').sort(byNumber);
  const countsUp = (numbered[0]?.mtimeMs ?? 0) < (numbered.at(-1)?.mtimeMs ?? 0);
  const kinds = new Set(files.map(({ rotated }) => rotated.kind));
  return [...files].sort((a, b) => {
    if (kinds.size === 1 && a.rotated.kind === 'stamp') {
      return a.rotated.digits < b.rotated.digits ? -1 : a.rotated.digits > b.rotated.digits ? 1 : 0;
    }
    if (kinds.size === 1 && a.rotated.kind === 'number') return countsUp ? byNumber(a, b) : byNumber(b, a);
    return a.mtimeMs - b.mtimeMs;
  });
}

const byNumber = (a: Aged, b: Aged) => Number(a.rotated.digits) - Number(b.rotated.digits);
