import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Input, MethodName, Result } from '../../shared/contract/contract.ts';
import { TrivetError } from '../../shared/contract/errors.ts';
import { useClient } from './ConnectionProvider.tsx';

export interface CallOptions {
  enabled?: boolean;
  /** Milliseconds between asking again; off by default. */
  refetchMs?: number;
  staleMs?: number;
  /** Shows the former answer while parameters change, unless false. */
  keep?: boolean;
}

/**
 * Asks the engine and keeps the answer in the query cache. A superseded question is cancelled in the engine;
 * the former answer stays on screen until the new one is there.
 */
export function useCall<M extends MethodName>(
  method: M,
  params: Input<M>,
  { enabled = true, refetchMs, staleMs, keep = true }: CallOptions = {},
): UseQueryResult<Result<M>, Error> {
  const client = useClient();
  return useQuery<Result<M>, Error>({
    queryKey: [method, params],
    enabled: enabled && client !== null,
    queryFn: ({ signal }) => {
      if (!client) throw new TrivetError('disconnected', 'the engine is not connected');
      return client.call(method, params as never, { signal }) as Promise<Result<M>>;
    },
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
    ...(refetchMs === undefined ? {} : { refetchInterval: refetchMs }),
    ...(staleMs === undefined ? {} : { staleTime: staleMs }),
  });
}

/** A call that changes something; afterwards the named methods are asked again. */
export function useAction<M extends MethodName>(
  method: M,
  refresh: MethodName[] = [],
): UseMutationResult<Result<M>, Error, Input<M>> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<Result<M>, Error, Input<M>>({
    mutationFn: (params) => {
      if (!client) throw new TrivetError('disconnected', 'the engine is not connected');
      return client.call(method, params as never) as Promise<Result<M>>;
    },
    onSettled: () => Promise.all(refresh.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}
