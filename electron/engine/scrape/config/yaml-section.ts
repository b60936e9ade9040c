import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { parseByteSize } from './byte-size.ts';
import { ConfigError, type ConfigWarning } from './config-error.ts';
import { parsePrometheusDuration } from './duration.ts';

const MOST_BYTES = 2 ** 20;
/** As the yaml package counts them: uses of an anchor times what it holds in aliases itself. */
const MOST_ALIASES = 100;

/** What a text is read with: positions, aliases, and the warnings on the way. */
interface Reading {
  document: Document;
  lines: LineCounter;
  warnings: ConfigWarning[];
  /** Stands before every message about a file that another one names. */
  prefix: string;
}

/** What a section that nobody knows the fields of may hold. */
type AnyValue = string | string[] | { values: Map<string, AnyValue> } | { values: Map<string, AnyValue> }[];

interface Entry {
  key: Node;
  value: Node | null;
}

/**
 * One YAML mapping whose keys are taken one by one with their types. Every message says its line, and what nobody took
 * is refused at the end, as Prometheus refuses fields that it does not know.
 */
export class YamlSection {
  readonly #reading: Reading;
  readonly #entries: Map<string, Entry>;
  readonly #taken = new Set<string>();
  readonly name: string;
  readonly line: number;

  constructor(reading: Reading, node: Node | null, name: string, line: number) {
    this.#reading = reading;
    this.name = name;
    this.line = line;
    this.#entries = entriesOf(reading, node, name, line);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  lineOf(key: string): number {
    const entry = this.#entries.get(key);
    return entry ? lineAt(this.#reading, entry.key) : this.line;
  }

  fail(message: string, key?: string): never {
    throw new ConfigError(this.#reading.prefix + message, key === undefined ? this.line : this.lineOf(key));
  }

  warn(message: string, key?: string): void {
    this.#reading.warnings.push({
      message: this.#reading.prefix + message,
      line: key === undefined ? this.line : this.lineOf(key),
    });
  }

  /** Every scalar as it is written: numbers and booleans too, and '' for nothing. Undefined when the key is absent. */
  string(key: string): string | undefined {
    const entry = this.#take(key);
    return entry && scalarText(this.#reading, entry.value, `${this.name}.${key}`, this.lineOf(key));
  }

  /** As string(), but nothing counts as absent. */
  text(key: string): string | undefined {
    return this.string(key) || undefined;
  }

  /** YAML 1.1's words as well, for Prometheus reads that. */
  boolean(key: string): boolean | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    if (/^(true|yes|on|y)$/i.test(text)) return true;
    if (/^(false|no|off|n)$/i.test(text)) return false;
    return this.fail(`${key}: expected true or false, not "${text}"`, key);
  }

  integer(key: string, least = 0): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    return this.fail(`${key}: expected a whole number from ${least}, not "${text}"`, key);
  }

  /** In milliseconds. */
  duration(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    return parsePrometheusDuration(text) ?? this.fail(`${key}: not a valid duration: "${text}"`, key);
  }

  /** In bytes. */
  byteSize(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    return parseByteSize(text) ?? this.fail(`${key}: not a valid size: "${text}"; 10MB is one`, key);
  }

  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    return found ?? this.fail(`${key}: unknown value "${text}"; it takes ${choices.join(', ')}`, key);
  }

  section(key: string): YamlSection | undefined {
    const entry = this.#take(key);
    if (!entry || isNothing(entry.value)) return undefined;
    return new YamlSection(this.#reading, entry.value, key, this.lineOf(key));
  }

  /** The mappings of a list; an empty entry is refused where it stands. */
  sections(key: string): YamlSection[] {
    return this.#items(key).map((node) => {
      const line = node ? lineAt(this.#reading, node) : this.lineOf(key);
      if (isNothing(node))
        throw new ConfigError(`${this.#reading.prefix}empty or null entry in ${key}`, line);
      return new YamlSection(this.#reading, node, key, line);
    });
  }

  strings(key: string): string[] | undefined {
    if (!this.has(key)) return undefined;
    return this.#items(key).map((node) =>
      scalarText(this.#reading, node, key, node ? lineAt(this.#reading, node) : this.lineOf(key)),
    );
  }

  /** Name to text, in the order in which they stand. */
  stringMap(key: string): Map<string, string> {
    const section = this.section(key);
    return new Map(
      section ? [...section.#entries.keys()].map((name) => [name, section.string(name) ?? '']) : [],
    );
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** Known to Prometheus, not supported here: named where it is used. */
  unsupported(key: string, why: string): void {
    if (this.#take(key)) this.warn(`${key} is not supported: ${why}`, key);
  }

  /** Takes a key whose value means nothing here and needs no word either. */
  ignore(...keys: string[]): void {
    for (const key of keys) this.#taken.add(key);
  }

  /** All that it holds, whatever it is: texts, lists of texts and mappings within it. */
  anything(): { values: Map<string, AnyValue> } {
    const values = this.keys().map((key): [string, AnyValue] => [key, this.#any(key)]);
    return { values: new Map(values) };
  }

  #any(key: string): AnyValue {
    const value = resolved(this.#reading, this.#take(key)?.value ?? null);
    if (isMap(value)) return this.section(key)?.anything() ?? '';
    if (!isSeq(value)) return this.string(key) ?? '';
    const first = resolved(this.#reading, (value.items[0] as Node | undefined) ?? null);
    return isMap(first) ? this.sections(key).map((one) => one.anything()) : (this.strings(key) ?? []);
  }

  /** @throws ConfigError for a key that nobody asked for */
  end(): void {
    const unknown = [...this.#entries.keys()].find((key) => !this.#taken.has(key));
    if (unknown !== undefined) this.fail(`field ${unknown} not found in ${this.name}`, unknown);
  }

  #take(key: string): Entry | undefined {
    this.#taken.add(key);
    return this.#entries.get(key);
  }

  #items(key: string): (Node | null)[] {
    const entry = this.#take(key);
    const value = entry ? resolved(this.#reading, entry.value) : null;
    if (isNothing(value)) return [];
    if (!isSeq(value)) return this.fail(`${key}: expected a list`, key);
    return value.items as (Node | null)[];
  }
}

/**
 * The top mapping of a text.
 *
 * @param prefix stands before every message; empty for a text that has its place told otherwise
 * @param listKey for a text that is a list: the key under which the mapping that is answered holds it
 * @throws ConfigError for what is no YAML or too much of it
 */
export function parseYaml(
  text: string,
  warnings: ConfigWarning[],
  prefix = '',
  listKey?: string,
): YamlSection {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new ConfigError(`${prefix}larger than 1 MiB`, null);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new ConfigError(prefix + fault.message, lines.linePos(fault.pos[0]).line);
  try {
    document.toJS({ maxAliasCount: MOST_ALIASES, mapAsMap: true });
  } catch (error) {
    throw new ConfigError(prefix + (error instanceof Error ? error.message : String(error)), null);
  }
  const reading = { document, lines, warnings, prefix };
  const { contents } = document;
  const top = listKey === undefined ? contents : document.createNode({ [listKey]: contents });
  return new YamlSection(reading, top, 'the configuration', 1);
}

const isNothing = (node: Node | null): boolean => !node || (isScalar(node) && node.value === null);

function resolved({ document }: Reading, node: Node | null): Node | null {
  return isAlias(node) ? ((node.resolve(document) as Node | undefined) ?? null) : node;
}

const lineAt = ({ lines }: Reading, node: Node): number => lines.linePos(node.range?.[0] ?? 0).line;

function entriesOf(reading: Reading, given: Node | null, name: string, line: number): Map<string, Entry> {
  const node = resolved(reading, given);
  if (isNothing(node)) return new Map();
  if (!isMap(node)) throw new ConfigError(`${reading.prefix}${name}: expected a mapping`, line);
  const own = new Map<string, Entry>();
  const merged: Entry[] = [];
  for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
    const text = scalarText(reading, key, name, line);
    if (text === '<<') merged.push({ key, value });
    else own.set(text, { key, value });
  }
  for (const { value } of merged) {
    const source = resolved(reading, value);
    for (const from of isSeq(source) ? (source.items as Node[]) : [source]) {
      for (const [key, entry] of entriesOf(reading, from, name, line)) if (!own.has(key)) own.set(key, entry);
    }
  }
  return own;
}

function scalarText(reading: Reading, given: Node | null, what: string, line: number): string {
  const node = resolved(reading, given);
  if (isNothing(node)) return '';
  if (!isScalar(node)) throw new ConfigError(`${reading.prefix}${what}: expected a single value`, line);
  if (node.value instanceof Uint8Array)
    throw new ConfigError(`${reading.prefix}${what}: binary data is no text`, line);
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
