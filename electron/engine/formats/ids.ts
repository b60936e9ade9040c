import { hex } from '../../../shared/model/attributes.ts';
import { FormatFault } from './fault.ts';

export const TRACE_ID_DIGITS = 32;
export const SPAN_ID_DIGITS = 16;

/** Is it hex, and is it written as ids are kept? Every id of every span comes here, so no expression is matched. */
type HexKind = 'none' | 'zero' | 'lower' | 'mixed';

function hexKind(text: string): HexKind {
  let kind: HexKind = 'zero';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x30) continue;
    if ((code > 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)) {
      if (kind === 'zero') kind = 'lower';
    } else if (code >= 0x41 && code <= 0x46) kind = 'mixed';
    else return 'none';
  }
  return text === '' ? 'none' : kind;
}

/**
 * An id of Jaeger or Zipkin: up to `digits` hex digits, left-padded with zeros.
 *
 * @throws FormatFault
 */
export function paddedHexId(value: unknown, digits: number, path: string): string {
  if (typeof value === 'string' && value.length <= digits) {
    const kind = hexKind(value);
    if (kind === 'lower' || kind === 'mixed') return padded(value, digits, kind);
  }
  throw new FormatFault(path, `up to ${digits} hex digits that are not all zero`, value);
}

/**
 * As `paddedHexId`, but text that is no hex number, as hand-written files carry it, is hashed to an id: the same
 * text always becomes the same id, so parents are still found.
 *
 * @throws FormatFault where there is no text, or one far too long
 */
export function anyTextId(value: unknown, digits: number, path: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT_ID) {
    const kind = hexKind(value);
    if (kind === 'none' || value.length > digits) return hashedId(value, digits);
    if (kind !== 'zero') return padded(value, digits, kind);
  }
  throw new FormatFault(path, `up to ${digits} hex digits that are not all zero`, value);
}

const LONGEST_TEXT_ID = 256;

function padded(text: string, digits: number, kind: HexKind): string {
  const lower = kind === 'mixed' ? text.toLowerCase() : text;
  return lower.length === digits ? lower : lower.padStart(digits, '0');
}

/** FNV-1a, 64 bits (draft-eastlake-fnv). */
function hashedId(text: string, digits: number): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return (hash === 0n ? 1n : hash).toString(16).padStart(digits, '0');
}

/**
 * An id in OTLP JSON: hex of exactly `digits` (OTLP specification, JSON protobuf encoding), or base64 of as many
 * bytes, as protobuf's own JSON mapping writes and Tempo's files carry it.
 */
export function otlpJsonId(value: unknown, digits: number, path: string): string {
  if (typeof value === 'string') {
    const id = value.length === digits ? value : base64ToHex(value, digits);
    const kind = id === null ? 'none' : hexKind(id);
    if (id !== null && (kind === 'lower' || kind === 'mixed')) return padded(id, digits, kind);
  }
  throw new FormatFault(path, `${digits} hex digits that are not all zero`, value);
}

/** As `otlpJsonId`; missing, empty and all zero are ''. */
export function optionalOtlpJsonId(value: unknown, digits: number, path: string): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string' && value.length === digits && hexKind(value) === 'zero') return '';
  return otlpJsonId(value, digits, path);
}

function base64ToHex(text: string, digits: number): string | null {
  const bytes = digits / 2;
  const bare = Math.ceil((bytes * 4) / 3);
  if (text.length !== bare && text.length !== Math.ceil(bytes / 3) * 4) return null;
  const decoded = decodeBase64(text);
  return decoded?.length === bytes ? hex(decoded) : null;
}

/** The bytes of base64 text, padded or not; null where it is none. */
export function decodeBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    // atob has no other failure than text that is no base64.
    return null;
  }
}

export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
