import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { exportFormatInfo, exportFormats } from '../../../../shared/contract/trace-export.ts';
import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import type { MenuItem } from '../../../components/ContextMenu.tsx';
import { useTraceDownload } from '../../../files/use-trace-download.ts';
import { useUrl, useViewHref } from '../../../time/url-state.ts';
import { excluded, fieldCondition } from './conditions.ts';
import { picksAfter } from './picks.ts';
import type { TraceSearch } from './use-trace-search.ts';

export interface TraceActions {
  open(traceId: string): void;
  /** Marks the trace for comparing, or takes the mark away; the third pushes the first out. */
  pick(traceId: string): void;
  compare(a: string, b: string): void;
  /** With the one of median duration among those of the same root. */
  compareWithUsual(traceId: string): void;
  menu(trace: TraceSummary): (MenuItem | null)[];
}

/** What can be done with a trace of the list. */
export function useTraceActions(search: TraceSearch, picked: string[]): TraceActions {
  const [, navigate] = useLocation();
  const { edit } = useUrl();
  const href = useViewHref();
  const download = useTraceDownload();
  const { add } = search;
  return useMemo(() => {
    const open = (traceId: string) => navigate(href(`/traces/${traceId}`));
    const pick = (traceId: string) =>
      edit(
        (next) => {
          const picks = picksAfter(picked, traceId);
          if (picks.length === 0) next.delete('pick');
          else next.set('pick', picks.join(','));
        },
        { replace: true },
      );
    const compare = (a: string, b: string) => navigate(href('/traces/compare', { a, b }));
    const compareWithUsual = (traceId: string) =>
      navigate(href('/traces/compare', { a: 'usual', b: traceId }));
    const menu = (trace: TraceSummary): (MenuItem | null)[] => {
      const { traceId, rootService, rootName } = trace;
      const [first] = picked.filter((id) => id !== traceId);
      const root = `${fieldCondition('service', rootService)} ${fieldCondition('operation', rootName)}`;
      return [
        { label: 'Open', onClick: () => open(traceId) },
        {
          label: picked.includes(traceId) ? 'Do not compare' : 'Pick for comparing',
          onClick: () => pick(traceId),
        },
        ...(first === undefined
          ? []
          : [{ label: `Compare with ${first.slice(0, 8)}`, onClick: () => compare(first, traceId) }]),
        { label: 'Compare with a usual one', onClick: () => compareWithUsual(traceId) },
        null,
        { label: `Only ${rootName}`, onClick: () => add(`(root:true ${root})`) },
        { label: `Without ${rootName}`, onClick: () => add(excluded(`(${root})`)) },
        null,
        ...exportFormats.map((format) => ({
          label: `Download as ${exportFormatInfo[format].label}`,
          onClick: () => void download({ format, traceIds: [traceId] }),
        })),
        { label: 'Copy the id', onClick: () => void navigator.clipboard.writeText(traceId) },
      ];
    };
    return { open, pick, compare, compareWithUsual, menu };
  }, [navigate, href, edit, picked, add, download]);
}
