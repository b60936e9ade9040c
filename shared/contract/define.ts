import type { z } from 'zod';

/**
 * A contract is two maps: methods (one question, one answer) and streams (a subscription that sends until it
 * is ended). Parameters have a runtime validator, for they cross a trust boundary; answers are types only,
 * for the engine is trusted by its windows.
 */
export interface MethodDef<P extends z.ZodType, R> {
  readonly params: P;
  /** Never set: carries the answer's type. */
  readonly result?: R;
}

export interface StreamDef<P extends z.ZodType, E> {
  readonly params: P;
  /** Never set: carries the event's type. */
  readonly event?: E;
  /**
   * What a window that has fallen behind is sent instead of the two: newer state replaces older by default.
   * A stream whose every event matters gives null and waits for `ready()` before it sends.
   */
  readonly merge: ((older: E, newer: E) => E) | null;
}

export interface Contract {
  // biome-ignore lint/suspicious/noExplicitAny: the maps are heterogeneous; every use goes through the types below
  readonly methods: Record<string, MethodDef<any, any>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly streams: Record<string, StreamDef<any, any>>;
}

/** Parameters as a handler gets them: validated, defaults filled in. */
export type ParamsOf<D> = D extends { params: infer P extends z.ZodType } ? z.output<P> : never;
/** Parameters as a caller gives them. */
export type InputOf<D> = D extends { params: infer P extends z.ZodType } ? z.input<P> : never;
export type ResultOf<D> = D extends MethodDef<z.ZodType, infer R> ? R : never;
export type EventOf<D> = D extends StreamDef<z.ZodType, infer E> ? E : never;

export const method =
  <R>() =>
  <P extends z.ZodType>(params: P): MethodDef<P, R> => ({ params });

export const stream =
  <E>() =>
  <P extends z.ZodType>(
    params: P,
    merge: ((older: E, newer: E) => E) | null = (_older, newer) => newer,
  ): StreamDef<P, E> => ({ params, merge });
