import { z } from 'zod';

/** Nanoseconds since the epoch, as on a wire that knows bigint. */
export const nanoTime = z.bigint().min(0n);
export const rangeMs = { startMs: z.number().finite(), endMs: z.number().finite() };
export const limit = (most: number, standard: number) => z.number().int().min(1).max(most).default(standard);
export const traceId = z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits');
export const spanId = z.string().regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits');

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
