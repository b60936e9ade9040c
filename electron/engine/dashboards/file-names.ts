import { createHash } from 'node:crypto';

const LONGEST = 80;
/** Names that Windows keeps for devices, whatever stands behind the point. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A file's name from a title: lower-case letters, digits and dashes, never empty, never a way out of the folder. */
export function fileNameOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return plain === '' || RESERVED.test(plain) ? `dashboard${plain === '' ? '' : `-${plain}`}` : plain;
}

/** The name, with a number behind it when it is taken. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!isTaken(name)) return name;
  }
}

/** The same for the same folder in every session. */
export const folderTag = (folder: string): string =>
  createHash('sha256').update(folder).digest('hex').slice(0, 8);
