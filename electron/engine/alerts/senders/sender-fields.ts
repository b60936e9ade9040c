import { resolve } from 'node:path';
import {
  type HttpClientConfig,
  httpClientConfig,
  type Secret,
} from '../../scrape/config/http-client-config.ts';
import { parseYaml } from '../../scrape/config/yaml-section.ts';
import type { Fields, FieldValue } from '../routing/receivers.ts';

/** The fields of an integration, with those of the configuration's `global` section where it says nothing itself. */
export class SenderFields {
  readonly #own: Fields;
  readonly #global: Fields;
  readonly #baseDir: string;

  /** @param baseDir where relative paths start from */
  constructor(own: Fields, global: Fields, baseDir: string) {
    this.#own = own;
    this.#global = global;
    this.#baseDir = baseDir;
  }

  /** Undefined where nothing is given: '' is given, and takes the place of what stands where nothing is. */
  text(key: string, inherited?: string): string | undefined {
    const value = this.#value(key, inherited);
    return typeof value === 'string' ? value : value === undefined ? undefined : String(value);
  }

  flag(key: string, inherited?: string): boolean | undefined {
    const value = this.#value(key, inherited);
    // Within a section nobody knew the types of its fields.
    return typeof value === 'string' ? value === 'true' : typeof value === 'boolean' ? value : undefined;
  }

  /** A file's place, from the folder of the configuration on. */
  path(key: string): string | undefined {
    const text = this.text(key);
    return text ? resolve(this.#baseDir, text) : undefined;
  }

  /** Durations are in milliseconds. */
  number(key: string): number | undefined {
    const value = this.#value(key);
    return typeof value === 'number' ? value : undefined;
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.#value(key);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  }

  map(key: string): ReadonlyMap<string, string> {
    const value = this.#value(key);
    return value instanceof Map ? value : new Map();
  }

  section(key: string): SenderFields | undefined {
    const value = this.#value(key);
    return isFields(value) ? this.#within(value) : undefined;
  }

  sections(key: string): SenderFields[] {
    const value = this.#value(key);
    return Array.isArray(value) ? value.filter(isFields).map((one) => this.#within(one)) : [];
  }

  /** The text, or the path in `key_file`; what stands in the integration beats what stands in `global`. */
  secret(key: string, inherited?: string): Secret | undefined {
    return (
      this.#secretOf(this.#own, key) ?? (inherited ? this.#secretOf(this.#global, inherited) : undefined)
    );
  }

  /** @throws ConfigError for fields that are not known */
  httpClient(): HttpClientConfig {
    return this.#client('http_config', 'http_config', (fields) => plain(fields));
  }

  /** @throws ConfigError for fields that are not known */
  tls(inherited: string): HttpClientConfig['tls'] {
    return this.#client('tls_config', inherited, (fields) => ({ tls_config: plain(fields) })).tls;
  }

  /** Sections are read with the same words and checks as those of scraping: JSON is YAML. */
  #client(key: string, inherited: string, around: (fields: Fields) => unknown): HttpClientConfig {
    const value = this.#value(key, inherited);
    const given = isFields(value) ? around(value) : {};
    const section = parseYaml(JSON.stringify(given), [], `${key}: `);
    const config = httpClientConfig(section, this.#baseDir);
    section.end();
    return config;
  }

  #value(key: string, inherited?: string): FieldValue | undefined {
    return this.#own.values.get(key) ?? (inherited ? this.#global.values.get(inherited) : undefined);
  }

  #secretOf({ values }: Fields, key: string): Secret | undefined {
    const [text, file] = [values.get(key), values.get(`${key}_file`)];
    if (typeof text === 'string' && text !== '') return { text };
    return typeof file === 'string' && file !== '' ? { file: resolve(this.#baseDir, file) } : undefined;
  }

  #within(fields: Fields): SenderFields {
    return new SenderFields(fields, { values: new Map() }, this.#baseDir);
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && 'values' in value && value.values instanceof Map;

function plain(value: unknown): unknown {
  if (isFields(value)) {
    return Object.fromEntries([...value.values].map(([name, one]) => [name, plain(one)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}
