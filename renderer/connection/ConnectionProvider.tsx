import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { TrivetError } from '../../shared/contract/errors.ts';
import type { Connection, ConnectionState, TrivetClient } from './connection.ts';
import { hashQueryKey } from './query-key.ts';
import { SharedStreams } from './shared-streams.ts';

interface Connected {
  connection: Connection;
  streams: SharedStreams;
}

const Context = createContext<Connected | null>(null);

const transient = (error: unknown) =>
  error instanceof TrivetError && (error.code === 'disconnected' || error.code === 'unavailable');

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        queryKeyHashFn: hashQueryKey,
        staleTime: 1000,
        gcTime: 60_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && transient(error),
        // Answers hold typed arrays; comparing them deeply costs more than drawing them again.
        structuralSharing: false,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** Owns the query cache and the shared streams of one connection; asks everything again after it came back. */
export function ConnectionProvider({
  connection,
  children,
}: {
  connection: Connection;
  children: ReactNode;
}) {
  const queries = useMemo(createQueryClient, []);
  const connected = useMemo(() => ({ connection, streams: new SharedStreams(connection) }), [connection]);
  useEffect(() => {
    const watching = connection.onChange((state) => {
      if (state.kind === 'open') void queries.invalidateQueries();
    });
    return () => watching.dispose();
  }, [connection, queries]);
  return (
    <Context.Provider value={connected}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </Context.Provider>
  );
}

export function useConnected(): Connected {
  const connected = useContext(Context);
  if (!connected) throw new Error('useConnected is used outside ConnectionProvider');
  return connected;
}

export function useConnectionState(): ConnectionState {
  const { connection } = useConnected();
  return useSyncExternalStore(
    (changed) => {
      const watching = connection.onChange(changed);
      return () => watching.dispose();
    },
    () => connection.state,
  );
}

/** The client, or null while the engine is away. */
export function useClient(): TrivetClient | null {
  const state = useConnectionState();
  return state.kind === 'open' ? state.client : null;
}
