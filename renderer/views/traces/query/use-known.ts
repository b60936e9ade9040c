import { useMemo } from 'react';
import type { CompletionContext } from '../../../../shared/trace-query/completion.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { KnownText } from './candidates.ts';

const NONE: KnownText[] = [];

/** Names and values that stored spans have at that place of a query. */
export function useKnown(context: CompletionContext, enabled: boolean): KnownText[] {
  const services = useCall('traces.services', {}, { staleMs: 10_000, enabled });
  return useMemo(() => {
    if (!services.data || context.kind !== 'value') return NONE;
    if (context.field.kind === 'service')
      return services.data.map(({ service }) => ({ text: service, count: null }));
    if (context.field.kind === 'operation')
      return [...new Set(services.data.flatMap(({ operations }) => operations))].map((text) => ({
        text,
        count: null,
      }));
    return NONE;
  }, [services.data, context.kind, context]);
}
