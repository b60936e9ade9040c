import { createTraceReader } from '../formats/trace-file/create-trace-reader.ts';
import { type DeferredBytes, FileRefused } from '../formats/trace-file/trace-reader.ts';

export interface Headed {
  head: Uint8Array;
  /** True when the head is all there is. */
  whole: boolean;
  /** The head and what comes behind it. */
  bytes: AsyncIterable<Uint8Array>;
}

/** Looks at the first bytes without taking them away. */
export async function headed(source: AsyncIterable<Uint8Array>, most: number): Promise<Headed> {
  const rest = source[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  while (length < most) {
    const { done, value } = await rest.next();
    if (done) {
      whole = true;
      break;
    }
    parts.push(value);
    length += value.length;
  }
  const head = Buffer.concat(parts);
  async function* bytes() {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
  return { head, whole, bytes: bytes() };
}

/** Whether a reader of traces finds anything in a file that begins like this, be it something broken. */
export function holdsTraces(kind: 'json' | 'console', { head, whole }: Headed): boolean {
  let found = false;
  const find = () => {
    found = true;
  };
  const output = { span: find, batch: find, others: find, warning: () => undefined };
  const reader = createTraceReader(kind, output, keptInMemory(), { partial: false });
  try {
    reader.push(head);
    if (whole) reader.end();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return found || error.partialPossible || reader.format !== null;
  }
  return found || reader.format !== null;
}

function keptInMemory(): DeferredBytes {
  const kept: Uint8Array[] = [];
  return {
    keep: (bytes) => kept.push(Uint8Array.from(bytes)) - 1,
    read: (id) => kept[id] as Uint8Array,
  };
}
