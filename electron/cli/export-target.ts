import { open, rm } from 'node:fs/promises';
import type { Output } from './output.ts';

/** Where the pieces of an export go; each resolves when there is room for more. */
export interface ExportTarget {
  write(text: string): Promise<void>;
  /** @param ending what stands behind the last piece */
  close(ending: string): Promise<void>;
  /** What was written is of no use. */
  discard(): Promise<void>;
}

export const exportTarget = async (path: string | undefined, out: Output): Promise<ExportTarget> =>
  path === undefined ? stdoutTarget(out) : fileTarget(path);

/** Nothing is printed before a second piece, or the end, came: what fails at first leaves stdout empty. */
function stdoutTarget(out: Output): ExportTarget {
  let held = '';
  const flush = () => {
    if (held !== '') out.write(held);
    held = '';
  };
  let pieces = 0;
  return {
    async write(text) {
      held += text;
      if (++pieces === 1) return;
      flush();
      await out.drained();
    },
    async close(ending) {
      flush();
      if (ending !== '') out.write(ending);
    },
    discard: async () => undefined,
  };
}

/** A handle rather than a stream: nothing of it is under way any more when it is let go. */
async function fileTarget(path: string): Promise<ExportTarget> {
  const file = await open(path, 'w', 0o600);
  return {
    write: (text) => file.writeFile(text),
    async close(ending) {
      await file.writeFile(ending);
      await file.close();
    },
    async discard() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
