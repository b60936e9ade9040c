import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { StreamEvent, StreamInput, StreamName } from '../../shared/contract/contract.ts';
import { useClient, useConnected } from './ConnectionProvider.tsx';
import { hashQueryKey } from './query-key.ts';
import { subscribeByFrame } from './shared-streams.ts';

/** The newest event of a stream of state, shared by all who watch it; null before the first. */
export function useLive<S extends StreamName>(stream: S, params: StreamInput<S>): StreamEvent<S> | null {
  const { streams } = useConnected();
  const key = JSON.stringify(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the parameters
  const watch = useCallback(
    (listener: () => void) => streams.watch(stream, params, listener),
    [streams, stream, key],
  );
  return useSyncExternalStore(watch, () => streams.value(stream, params));
}

export interface StreamOptions {
  enabled?: boolean;
  onEnd?: () => void;
  onError?: (error: Error) => void;
}

/**
 * One's own subscription, ended with the component and opened again after a lost connection. Events come in
 * batches, at most one a frame.
 */
export function useStream<S extends StreamName>(
  stream: S,
  params: StreamInput<S>,
  onEvents: (events: StreamEvent<S>[]) => void,
  { enabled = true, onEnd, onError }: StreamOptions = {},
): void {
  const client = useClient();
  const latest = useRef({ onEvents, onEnd, onError });
  latest.current = { onEvents, onEnd, onError };
  const key = hashQueryKey([params]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the parameters
  useEffect(() => {
    if (!client || !enabled) return;
    const subscription = subscribeByFrame(
      client,
      stream,
      params,
      (events) => latest.current.onEvents(events),
      { end: () => latest.current.onEnd?.(), error: (error) => latest.current.onError?.(error) },
    );
    return () => subscription.dispose();
  }, [client, stream, key, enabled]);
}
