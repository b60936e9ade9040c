import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';

interface ListStateProps<T> {
  query: UseQueryResult<T[], Error>;
  what: string;
  empty: string;
  children(items: T[]): ReactNode;
}

/** The four states of a list: asked for, failed, empty, there. */
export function ListState<T>({ query, what, empty, children }: ListStateProps<T>) {
  if (query.data && query.data.length > 0) return children(query.data);
  if (query.error) return <ErrorNote error={query.error} what={what} onRetry={() => void query.refetch()} />;
  return query.data ? <EmptyState title={empty} /> : <Skeleton rows={6} />;
}
