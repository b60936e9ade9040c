import type { Attributes, AttributeValue } from '../model/attributes.ts';
import { stripEscapes } from './ansi.ts';
import type { LogFormat } from './formats.ts';
import { isGelfText, type KeyTable, type KnownKey, namesLevel } from './json-keys.ts';
import { attributeOf, caps, type JsonObject, type JsonValue } from './json-value.ts';
import { renderTemplate } from './message-template.ts';
import type { ParsedLog } from './parsed-log.ts';
import { numberSeverity, textSeverity } from './severity.ts';
import { exceptionOf } from './stack-trace.ts';
import { timeOf } from './time-value.ts';
import { contextOf, spanIdOf, traceIdOf } from './trace-ids.ts';

/**
 * A record of named values in the making: `…At` are places in `fields` of what becomes something else, with the rank
 * of their keys.
 */
export class KeyedRecord {
  fields: Attributes = [];
  /** No integer lost digits. */
  exact = true;
  #over = 0;
  #deep = 0;
  #timeAt = -1;
  #timeRank = 99;
  #time: bigint | null = null;
  #seconds: JsonValue | undefined;
  #nanos: JsonValue | undefined;
  #levelAt = -1;
  #levelRank = 99;
  #severity = 0;
  /** A level from 0 to 7, which counts only in GELF. */
  #lowAt = -1;
  #gelf = false;
  #messageAt = -1;
  #messageRank = 99;
  #templateAt = -1;
  #traceRank = 99;
  #spanRank = 99;
  #traceId = '';
  #spanId = '';
  #typeAt = -1;
  #typeRank = 99;
  #errorAt = -1;
  #errorRank = 99;
  #stackAt = -1;
  #stackRank = 99;

  walk(object: JsonObject, prefix: string, table: KeyTable | null, depth: number): void {
    for (const key in object) {
      const value = object[key] as JsonValue;
      const known = table?.get(key);
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (typeof value === 'object' && value !== null) this.#nested(value, name, known, depth);
      else this.add(name, value, known);
    }
  }

  #nested(value: JsonValue[] | JsonObject, name: string, known: KnownKey | undefined, depth: number): void {
    if (Array.isArray(value)) {
      if (value.length > 0) this.#keep(name, attributeOf(value));
    } else if (depth >= caps.depth) this.#deep++;
    else this.walk(value, name, known?.below ?? null, depth + 1);
  }

  #keep(name: string, value: AttributeValue): boolean {
    if (this.fields.length < caps.keys) {
      this.fields.push([name, value]);
      return true;
    }
    this.#over++;
    return false;
  }

  add(name: string, value: string | number | bigint | boolean | null, known: KnownKey | undefined): void {
    if (
      typeof value === 'number' &&
      !Number.isSafeInteger(value) &&
      (value >= 2 ** 53 || value <= -(2 ** 53))
    )
      this.exact = false;
    const at = this.fields.length;
    // What makes the record known is read even where its field is one too many.
    if (!this.#keep(name, value)) return;
    if (known?.role) this.#known(known, at, name, value);
  }

  #known(key: KnownKey, at: number, name: string, value: string | number | bigint | boolean | null): void {
    switch (key.role) {
      case 'time':
        if (key.rank < this.#timeRank) this.#takeTime(key.rank, at, value);
        return;
      case 'seconds':
        this.#seconds = value;
        return;
      case 'nanos':
        this.#nanos = value;
        return;
      case 'level':
        this.#takeLevel(key, at, value);
        return;
      case 'message':
        if (isGelfText(key)) this.#gelf = true;
        if (key.rank < this.#messageRank && typeof value === 'string') {
          this.#messageAt = at;
          this.#messageRank = key.rank;
        }
        return;
      case 'template':
        if (typeof value === 'string') this.#templateAt = at;
        return;
      case 'stream':
        return;
      case 'trace':
      case 'span':
      case 'context':
        this.#takeTrace(key, name, value);
        return;
      default:
        this.#takeError(key, at, value);
    }
  }

  #takeTime(rank: number, at: number, value: JsonValue): void {
    const time = timeOf(value);
    if (time === null) return;
    this.#time = time;
    this.#timeAt = at;
    this.#timeRank = rank;
  }

  #takeLevel(key: KnownKey, at: number, value: JsonValue): void {
    if (typeof value === 'number' && value >= 0 && value < 8 && key.scale === 'level') this.#lowAt = at;
    const severity =
      typeof value === 'string'
        ? textSeverity(value, key.scale)
        : typeof value === 'number'
          ? numberSeverity(value, key.scale)
          : 0;
    const better = severity !== 0 ? key.rank < this.#levelRank || this.#severity === 0 : false;
    const named = this.#levelAt < 0 && typeof value === 'string' && namesLevel(key, value.length);
    if (!better && !named) return;
    this.#levelAt = at;
    this.#levelRank = key.rank;
    this.#severity = severity;
  }

  #takeTrace(key: KnownKey, name: string, value: JsonValue): void {
    if (key.role === 'context') {
      const context = contextOf(value as AttributeValue);
      this.#traceId ||= context.traceId;
      this.#spanId ||= context.spanId;
    } else if (key.role === 'trace' && key.rank < this.#traceRank) {
      const id = traceIdOf(name, value as AttributeValue);
      if (id === '') return;
      this.#traceId = id;
      this.#traceRank = key.rank;
    } else if (key.role === 'span' && key.rank < this.#spanRank) {
      const id = spanIdOf(name, value as AttributeValue);
      if (id === '') return;
      this.#spanId = id;
      this.#spanRank = key.rank;
    }
  }

  #takeError(key: KnownKey, at: number, value: JsonValue): void {
    if (typeof value !== 'string' || value === '') return;
    if (key.role === 'errorType' && key.rank < this.#typeRank) {
      this.#typeAt = at;
      this.#typeRank = key.rank;
    } else if (key.role === 'errorMessage' && key.rank < this.#errorRank) {
      this.#errorAt = at;
      this.#errorRank = key.rank;
    }
    if (key.role === 'stack' && key.rank < this.#stackRank) {
      this.#stackAt = at;
      this.#stackRank = key.rank;
    }
  }

  /** The record that the walk gathered; `notes` is what had to be supplied to read it. */
  finish(format: LogFormat, clef: boolean, notes: string | null): ParsedLog {
    if (this.#gelf && this.#severity === 0 && this.#lowAt >= 0) {
      this.#levelAt = this.#lowAt;
      this.#severity = numberSeverity(Number(this.#text(this.#lowAt)), 'syslog');
    }
    const exception = this.#exception();
    const message = stripEscapes(this.#message(exception?.message || this.#text(this.#errorAt)));
    if (exception && exception.message === '') exception.message = message;
    const time = this.#time ?? this.#splitTime();
    return {
      format,
      timeUnixNano: time,
      // CLEF leaves the level out where it is Information.
      severityNumber: clef && this.#levelAt < 0 ? 9 : this.#severity,
      severityText: this.#levelAt < 0 ? '' : String(this.fields[this.#levelAt]?.[1]),
      message,
      fields: this.#remaining(),
      exception,
      traceId: this.#traceId,
      spanId: this.#traceId === '' ? '' : this.#spanId,
      repaired: this.#notes(notes),
    };
  }

  #text(at: number): string {
    return at < 0 ? '' : String(this.fields[at]?.[1]);
  }

  #message(fallback: string): string {
    if (this.#messageAt >= 0) return this.#text(this.#messageAt);
    return this.#templateAt < 0 ? fallback : renderTemplate(this.#text(this.#templateAt), this.fields);
  }

  /** Seconds and nanoseconds under keys of their own, as Google and log4j2 write them. */
  #splitTime(): bigint | null {
    const seconds = Number(this.#seconds ?? Number.NaN);
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 9_223_372_035) return null;
    const nanos = Number(this.#nanos ?? 0);
    return BigInt(seconds) * 1_000_000_000n + BigInt(nanos >= 0 && nanos < 1e9 ? Math.floor(nanos) : 0);
  }

  #exception(): ParsedLog['exception'] {
    if (this.#stackAt < 0 && this.#typeAt < 0) return null;
    const stack = this.#text(this.#stackAt);
    const told = stack === '' ? null : exceptionOf(stack);
    if (this.#typeAt < 0 && !told && !stack.includes('\n')) return null;
    return {
      type: this.#text(this.#typeAt) || (told?.type ?? ''),
      message: this.#text(this.#errorAt) || (told?.message ?? ''),
      stack,
    };
  }

  /** Fields without what became time, level, message or the text of a stack. */
  #remaining(): Attributes {
    const split = this.#time === null && this.#seconds !== undefined;
    const stackAt = this.#text(this.#stackAt).includes('\n') ? this.#stackAt : -1;
    const message = this.#messageAt >= 0 ? this.#messageAt : this.#templateAt;
    const kept: Attributes = [];
    for (let at = 0; at < this.fields.length; at++) {
      if (at === this.#timeAt || at === this.#levelAt || at === message || at === stackAt) continue;
      const field = this.fields[at] as [string, AttributeValue];
      if (split && splitTimeKeys.has(field[0])) continue;
      kept.push(field);
    }
    return kept;
  }

  #notes(notes: string | null): string | null {
    const over = this.#over > 0 ? `${this.#over} fields over ${caps.keys} left out` : null;
    const deep = this.#deep > 0 ? `${this.#deep} objects nested deeper than ${caps.depth} left out` : null;
    return over || deep || notes ? [notes, over, deep].filter(Boolean).join('; ') : null;
  }
}

/** Where Google's agents and log4j2 put the two halves of a time. */
const splitTimeKeys = new Set([
  ...['timestamp.seconds', 'timestamp.nanos', 'timestampSeconds', 'timestampNanos'],
  ...['instant.epochSecond', 'instant.nanoOfSecond'],
]);
