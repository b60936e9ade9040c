import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FileRefused } from '../formats/trace-file/trace-reader.ts';

const MOST_ENTRIES = 10_000;
const MODE_SHIFT = 16;
const TYPE_MASK = 0o170000;
const SYMLINK = 0o120000;

export interface ZipEntry {
  name: string;
  /** @throws FileRefused where the bytes are broken, or more than the directory says */
  bytes(): AsyncIterable<Uint8Array>;
}

/**
 * The files of a zip archive, one after the other. Nothing is ever written under their names; an archive that holds
 * a name or a link that would reach out of a folder is made to harm, and is refused as a whole.
 *
 * @throws FileRefused
 */
export async function* zipEntries(path: string): AsyncGenerator<ZipEntry, void, void> {
  const zip = await opening(path);
  try {
    if (zip.entryCount > MOST_ENTRIES) {
      throw refused('the archive', `at most ${MOST_ENTRIES} files in an archive`, `${zip.entryCount}`);
    }
    const entries = zip.eachEntry();
    for (let entry = await next(entries); entry; entry = await next(entries)) {
      check(entry);
      if (!entry.fileName.endsWith('/')) yield entryOf(zip, entry);
    }
  } finally {
    zip.close();
  }
}

const entryOf = (zip: ZipFile, entry: Entry): ZipEntry => ({
  name: entry.fileName,
  async *bytes() {
    try {
      for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Buffer;
    } catch (error) {
      throw refused(entry.fileName, 'a file that can be unpacked', messageOf(error));
    }
  },
});

async function opening(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    throw refused('the archive', 'a whole zip archive', messageOf(error));
  }
}

async function next(entries: AsyncIterator<Entry>): Promise<Entry | null> {
  try {
    const { done, value } = await entries.next();
    return done ? null : value;
  } catch (error) {
    throw refused('the archive', 'a whole zip archive with names of files inside it', messageOf(error));
  }
}

/** yauzl refuses `..`, absolute paths, drives and backslashes by itself. */
function check(entry: Entry): void {
  const { fileName } = entry;
  const mode = (entry.externalFileAttributes >>> MODE_SHIFT) & TYPE_MASK;
  if (fileName.includes('\0')) throw refused('the archive', 'names without NUL', JSON.stringify(fileName));
  if (mode === SYMLINK) throw refused(fileName, 'a file', 'a symbolic link');
  if (entry.isEncrypted()) throw refused(fileName, 'a file that is not encrypted', 'an encrypted one');
}

const refused = (where: string, expected: string, found: string) =>
  new FileRefused({ where, expected, found }, false);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
