import { type ElementBatch, parseBatch, type Role, tryParse } from './element-batch.ts';
import { describeByte, JsonFault } from './json-fault.ts';
import { ScanWindow, type Separator, type WindowBytes } from './scan-window.ts';

/** By key: the role of the elements of the array, or of the object, that stands there. */
export type Roles = Readonly<Record<Role, Readonly<Record<string, Role>>>>;

/** An object so large that its elements are handed out one batch after the other. */
export interface OpenObject {
  readonly role: Role;
  readonly path: string;
  /** Its fields that were read so far, without those that hold elements. Keys are data: ask for own ones only. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ElementHandler {
  /** The document's values in order. Whatever this throws ends the scan. */
  elements(batch: ElementBatch): void;
  /** Whether elements of the role would be used at once, and not kept as bytes. */
  takesNow(role: Role): boolean;
  open(object: OpenObject): void;
  close(object: OpenObject): void;
}

export interface ScanLimits {
  /** Elements are handed out in batches of about so many bytes. */
  batchBytes: number;
  /** An object that grows beyond this is opened, when one of its keys holds elements; with 0 every such one is. */
  openAboveBytes: number;
  /** No element may be larger, for it is parsed as a whole. */
  elementBytes: number;
  depth: number;
}

export const standardScanLimits: ScanLimits = {
  batchBytes: 256 * 1024,
  openAboveBytes: 1024 * 1024,
  elementBytes: 32 * 1024 * 1024,
  depth: 128,
};

/** A container that was stepped into. */
interface Frame {
  readonly array: boolean;
  /** Of the object, or of an array's elements. */
  readonly role: Role;
  readonly path: string;
  /** Index of the array's next element. */
  index: number;
  readonly fields: Record<string, unknown>;
  readonly object: OpenObject | null;
}

type State = 'root' | 'value' | 'first' | 'next' | 'key' | 'colon' | 'capture' | 'captureKey';

/** What is done with a value once its end is found. */
type Purpose = 'element' | 'field' | 'key';

const ROOT = 'root';

/**
 * Finds the elements of a JSON document, or of several one after the other, without holding the document: small
 * objects are handed out whole, large ones are opened where their role names a key with elements inside. What is
 * handed out is checked by JSON.parse, what is stepped over here by this scanner: together they accept exactly
 * JSON.
 */
export class ElementScanner {
  readonly #roles: Roles;
  readonly #handler: ElementHandler;
  readonly #limits: ScanLimits;
  readonly #window = new ScanWindow();
  readonly #frames: Frame[] = [];
  #state: State = 'root';
  #purpose: Purpose = 'element';
  /** Roots that were completed. */
  #roots = 0;
  /** The key whose value comes next. */
  #key = '';
  #batchCount = 0;
  #batchFirst = 0;
  /** What stands between the elements of the innermost array; null where that was not seen, or does not hold. */
  #between: Separator | null = null;
  #learned = false;

  constructor(
    roles: Roles,
    handler: ElementHandler,
    limits: ScanLimits = standardScanLimits,
    /** Of the first byte, from 1. */
    firstLine = 1,
  ) {
    this.#roles = roles;
    this.#handler = handler;
    this.#limits = limits;
    this.#window.startAtLine(firstLine);
  }

  /** Documents that ended. */
  get documents(): number {
    return this.#roots;
  }

  /** The line that is being read, from 1. */
  get line(): number {
    return this.#window.line;
  }

  /** True inside the outermost array, where an element may begin or has ended. */
  get betweenElements(): boolean {
    const [outermost, inner] = this.#frames;
    return outermost?.array === true && !inner && (this.#state === 'next' || this.#state === 'value');
  }

  /** @throws JsonFault, and what the handler throws */
  push(bytes: Uint8Array): void {
    this.#window.append(bytes);
    while (this.#step());
  }

  /** @throws JsonFault when the last document is not whole */
  end(): void {
    if (this.#state === 'capture' && this.#window.inScalar && this.#frames.length === 0)
      this.#finishCapture();
    if (this.#state !== 'root') this.#fail(this.#awaited(), undefined);
  }

  /** Hands out the whole elements that still wait, when the stream is given up. */
  flushWhole(): void {
    this.#flush();
  }

  /** True when something was done and more may follow; false when more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case 'capture':
      case 'captureKey':
        return this.#continueCapture();
      case 'root':
        return this.#startAt(this.#window.skipSpace(), ROOT);
      case 'value':
      case 'first':
        return this.#startInside(this.#window.skipSpace());
      case 'next':
        return this.#separator(this.#window.skipSpace());
      case 'key':
        return this.#startKey(this.#window.skipSpace());
      case 'colon':
        return this.#colon(this.#window.skipSpace());
    }
  }

  #startInside(byte: number | undefined): boolean {
    const frame = this.#top();
    if (this.#state === 'first' && (byte === 0x5d || byte === 0x7d)) return this.#separator(byte);
    if (frame.array) return this.#leap(frame, byte) || this.#startAt(byte, frame.role);
    return this.#state === 'first' ? this.#startKey(byte) : this.#startField(byte, frame);
  }

  /**
   * Passes many elements at once: where bytes from the start of an element to some `}` can be parsed as elements, they
   * are whole elements, for JSON has but one reading. Looking for the end of each takes as long as parsing them.
   */
  #leap(frame: Frame, byte: number | undefined): boolean {
    if (byte !== 0x7b || this.#between === null) return false;
    const found = this.#window.leap(this.#between, this.#limits.batchBytes);
    if (!found) return false;
    const values = tryParse(found.bytes);
    if (!values) {
      this.#between = null;
      return false;
    }
    this.#flush();
    this.#handler.elements({ role: frame.role, path: frame.path, firstIndex: frame.index, ...found, values });
    this.#window.skip(found.bytes);
    frame.index += values.length;
    this.#state = 'next';
    return true;
  }

  /** A value in the role begins: arrays at the root and of elements are stepped into, all else is captured. */
  #startAt(byte: number | undefined, role: Role): boolean {
    if (byte === undefined) return false;
    const frame = this.#frames.at(-1);
    if (byte === 0x5b && (role === ROOT || role === 'item')) {
      this.#flush();
      this.#enter({ array: true, role: 'item', path: frame ? this.#elementPath(frame) : '', fields: {} });
      return true;
    }
    if (!isValueStart(byte)) this.#fail(this.#awaited(), byte);
    this.#capture('element');
    return true;
  }

  #startField(byte: number | undefined, frame: Frame): boolean {
    if (byte === undefined) return false;
    const key = this.#key;
    const inner = this.#innerRole(frame.role, key);
    if (inner !== undefined && byte === 0x5b) {
      this.#enter({ array: true, role: inner, path: joinKey(frame.path, key), fields: {} });
      return true;
    }
    if (!isValueStart(byte)) this.#fail('a value', byte);
    this.#capture('field');
    return true;
  }

  #startKey(byte: number | undefined): boolean {
    if (byte === undefined) return false;
    if (byte !== 0x22) this.#fail('a key in quotes', byte);
    this.#capture('key');
    this.#state = 'captureKey';
    return true;
  }

  #colon(byte: number | undefined): boolean {
    if (byte === undefined) return false;
    if (byte !== 0x3a) this.#fail('":" after a key', byte);
    this.#window.take();
    this.#state = 'value';
    return true;
  }

  /** After a value: a comma, or the end of the container. */
  #separator(byte: number | undefined): boolean {
    if (byte === undefined) return false;
    const frame = this.#top();
    if (byte === (frame.array ? 0x5d : 0x7d)) {
      this.#leave();
      return true;
    }
    if (byte !== 0x2c || this.#state === 'first') this.#fail(this.#awaited(), byte);
    this.#window.take();
    this.#state = frame.array ? 'value' : 'key';
    if (frame.array && !this.#learned && this.#batchCount > 0) this.#learn(frame);
    return true;
  }

  /** Once for an array, with its first elements. */
  #learn(frame: Frame): void {
    this.#learned = true;
    if (this.#handler.takesNow(frame.role)) this.#between = this.#window.separator();
  }

  #capture(purpose: Purpose): void {
    const frame = this.#frames.at(-1);
    this.#purpose = purpose;
    this.#state = 'capture';
    const joins = purpose === 'element' && frame?.array === true && this.#batchCount > 0;
    this.#window.beginCapture(joins);
    if (purpose === 'element' && !joins) this.#batchFirst = frame?.array ? frame.index : -1;
    const role = purpose === 'element' ? (frame?.role ?? ROOT) : null;
    this.#window.watch(role === null ? null : (this.#roles[role] ?? null), this.#limits.openAboveBytes === 0);
  }

  #continueCapture(): boolean {
    const { depth, elementBytes, openAboveBytes } = this.#limits;
    const done = this.#window.scan();
    if (this.#window.deepest > depth) this.#fail(`at most ${depth} levels of nesting`, null, 'more');
    if (done) {
      this.#finishCapture();
      return true;
    }
    const size = this.#window.captureBytes;
    if (this.#window.elementsAt !== null && size > openAboveBytes) return this.#openObject();
    if (size > elementBytes) this.#fail(`an element of at most ${elementBytes} bytes`, null, 'a larger one');
    return false;
  }

  #finishCapture(): void {
    const window = this.#window;
    const frame = this.#frames.at(-1);
    if (this.#purpose === 'key') {
      this.#key = String(this.#parsed(window.captured()));
      window.dropCapture();
      this.#state = 'colon';
      return;
    }
    if (this.#purpose === 'field') {
      if (frame) setField(frame.fields, this.#key, this.#parsed(window.captured()));
      window.dropCapture();
      this.#state = 'next';
      return;
    }
    window.keepCapture();
    this.#batchCount++;
    if (frame?.array) frame.index++;
    this.#state = frame ? 'next' : 'root';
    if (!frame) this.#roots++;
    if (!frame?.array || window.batchBytes >= this.#limits.batchBytes) this.#flush();
  }

  /** @throws JsonFault */
  #parsed(bytes: WindowBytes): unknown {
    return parseBatch({ role: '', path: '', firstIndex: -1, ...bytes })[0];
  }

  /** The object that is being captured has become large, and a key was seen under which its elements stand. */
  #openObject(): boolean {
    const window = this.#window;
    const found = window.elementsAt;
    if (!found) return false;
    const frame = this.#frames.at(-1);
    const role = frame?.role ?? ROOT;
    const path = frame ? this.#elementPath(frame) : '';
    const fields = this.#parsed(window.capturedFields()) as Record<string, unknown>;
    if (this.#batchCount > 0) this.#flush();
    window.dropCapture();
    this.#enter({ array: false, role, path, fields }, false);
    const inner = this.#innerRole(role, found.key) ?? role;
    window.seek(found);
    // An object under such a key is itself the element.
    this.#enter({ array: found.array, role: inner, path: joinKey(path, found.key), fields: {} });
    return true;
  }

  #enter(into: Omit<Frame, 'index' | 'object'>, take = true): void {
    if (take) this.#window.take();
    const { role, path, array, fields } = into;
    const object = array ? null : { role, path, fields };
    this.#frames.push({ ...into, index: 0, object });
    if (this.#frames.length > this.#limits.depth)
      this.#fail(`at most ${this.#limits.depth} levels`, null, 'more');
    this.#state = 'first';
    this.#forgetSeparator();
    if (object) this.#handler.open(object);
  }

  #leave(): void {
    this.#flush();
    this.#forgetSeparator();
    const frame = this.#frames.pop();
    this.#window.take();
    if (frame?.object) this.#handler.close(frame.object);
    const outer = this.#frames.at(-1);
    this.#state = outer ? 'next' : 'root';
    if (!outer) this.#roots++;
    else if (outer.array) outer.index++;
  }

  /** Hands out the elements that wait. */
  #flush(): void {
    if (this.#batchCount === 0) return;
    const frame = this.#frames.at(-1);
    const batch: ElementBatch = {
      role: frame?.role ?? ROOT,
      path: frame?.path ?? '',
      firstIndex: this.#batchFirst,
      ...this.#window.batch(),
    };
    this.#batchCount = 0;
    this.#handler.elements(batch);
    this.#window.dropBatch();
  }

  #forgetSeparator(): void {
    this.#between = null;
    this.#learned = false;
  }

  #elementPath(frame: Frame): string {
    return frame.array ? `${frame.path}[${frame.index}]` : frame.path;
  }

  #innerRole(role: Role, key: string): Role | undefined {
    const keys = this.#roles[role];
    return keys && Object.hasOwn(keys, key) ? keys[key] : undefined;
  }

  #top(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error('no container is open');
    return frame;
  }

  #awaited(): string {
    const frame = this.#frames.at(-1);
    if (this.#window.inString) return 'the closing quote of a string';
    if (this.#state === 'capture') return 'the end of an object or array';
    if (this.#state === 'key') return 'a key in quotes';
    if (this.#state === 'colon') return '":" after a key';
    if (!frame) return 'a JSON object or array';
    if (this.#state === 'next') return frame.array ? '"," or "]"' : '"," or "}"';
    return 'a value';
  }

  #fail(expected: string, byte: number | null | undefined, found = describeByte(byte ?? undefined)): never {
    throw new JsonFault(this.#window.position(), expected, found);
  }
}

const joinKey = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const isValueStart = (byte: number): boolean =>
  byte === 0x7b ||
  byte === 0x5b ||
  byte === 0x22 ||
  byte === 0x2d ||
  (byte >= 0x30 && byte <= 0x39) ||
  byte === 0x74 ||
  byte === 0x66 ||
  byte === 0x6e;

/** Also under `__proto__`, which a plain assignment would take for something else. */
function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}
