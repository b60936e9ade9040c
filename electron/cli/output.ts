import type { Attributes, AttributeValue } from '../../shared/model/attributes.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';

/** What commands print with. stdout is data only; whatever else there is to say goes to stderr. */
export interface Output {
  line(text: string): void;
  /** Part of a line. */
  write(text: string): void;
  /** As they are. */
  writeBytes(bytes: Uint8Array): void;
  /** One object a line. */
  json(value: unknown): void;
  note(text: string): void;
  /** A person reads it on a terminal. */
  readonly isTerminal: boolean;
  /** True once the reader is gone, as behind `| head`: there is no one to print for. */
  readonly closed: boolean;
  onClose(listener: () => void): Disposable;
  /** Resolves when the reader took what was printed. */
  drained(): Promise<void>;
}

export function createOutput(
  stdout: NodeJS.WritableStream & { writableNeedDrain?: boolean; isTTY?: boolean },
  stderr: NodeJS.WritableStream,
): Output {
  let closed = false;
  const closing = new Emitter<void>();
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    closing.fire();
  });
  const write = (text: string) => {
    if (!closed) stdout.write(text);
  };
  const line = (text: string) => write(`${text}\n`);
  return {
    line,
    write,
    writeBytes: (bytes) => {
      if (!closed) stdout.write(bytes);
    },
    json: (value) => line(jsonLine(value)),
    isTerminal: stdout.isTTY === true,
    note: (text) => void stderr.write(`${text}\n`),
    get closed() {
      return closed;
    },
    onClose: (listener) => closing.on(listener),
    drained: () =>
      stdout.writableNeedDrain && !closed
        ? new Promise((resolve) => {
            stdout.once('drain', resolve);
            stdout.once('error', () => resolve());
          })
        : Promise.resolve(),
  };
}

/** JSON may hold these as they are, but on a terminal they act. */
const ACTS_ON_TERMINALS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** 64-bit integers are decimal strings; what is not known, and what JSON has no number for, is null. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    if (item === undefined) return null;
    return item instanceof Uint8Array ? Buffer.from(item).toString('base64') : item;
  }).replace(ACTS_ON_TERMINALS, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** Attributes as one JSON object; of a key that comes twice, the last. */
export function attributesJson(attributes: Attributes): Record<string, unknown> {
  // fromEntries defines own properties, so a key such as __proto__ stays data.
  return Object.fromEntries(attributes.map(([key, value]) => [key, attributeJson(value)]));
}

function attributeJson(value: AttributeValue): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (Array.isArray(value)) return value.map(attributeJson);
  if (typeof value === 'object' && value !== null && 'pairs' in value) return attributesJson(value.pairs);
  return value;
}
