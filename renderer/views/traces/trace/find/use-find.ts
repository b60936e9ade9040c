import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useCall } from '../../../../connection/use-call.ts';
import type { DisplayOrder } from '../model/display-order.ts';
import type { TraceModel } from '../model/trace-model.ts';
import { foundInOrder, matchTexts } from './match-texts.ts';

export interface Found {
  /** 1 for each span that was found. */
  spans: Uint8Array;
  /** In the order of the lines. */
  hits: Uint32Array;
  /** Attributes are still being searched. */
  searching: boolean;
}

const TYPING_MS = 200;

/** Finds text in names and services at once, and in attributes, events and statements as the engine answers. */
export function useFind(model: TraceModel, order: DisplayOrder, text: string): Found | null {
  const wanted = useDeferredValue(text.trim());
  const asked = useSettled(wanted);
  const { data, isFetching } = useCall(
    'traces.findSpans',
    { traceId: model.detail.summary.traceId, query: asked },
    { enabled: asked.length > 1, staleMs: 60_000, keep: false },
  );
  return useMemo(() => {
    if (wanted === '') return null;
    const spans = matchTexts(model.detail, wanted);
    const answer = asked === wanted ? data : undefined;
    for (const span of answer?.spans ?? []) if (span < spans.length) spans[span] = 1;
    return {
      spans,
      hits: foundInOrder(spans, order.lineOf),
      searching: isFetching || asked !== wanted,
    };
  }, [model, order, wanted, asked, data, isFetching]);
}

/** The value once nobody has changed it for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
