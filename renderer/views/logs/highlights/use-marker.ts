import { useEffect, useMemo, useState } from 'react';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { type Marker, noMarks } from '../../../components/log/marks.ts';
import { useCall } from '../../../connection/use-call.ts';
import { queryHighlights } from '../query/log-language.tsx';
import type { LogSearch } from '../use-log-search.ts';

export type HighlightRule = Settings['logs']['highlights'][number];

const NONE: HighlightRule[] = [];

export function useHighlightRules(): HighlightRule[] {
  const { data } = useCall('settings.get', {}, { staleMs: 5_000 });
  return data?.settings.logs.highlights ?? NONE;
}

/** Marks what the query asked for, and what the rules colour; the same function while neither changes. */
export function useMarker({ filter: { query } }: LogSearch): Marker {
  const rules = useHighlightRules();
  const wanted = useMemo(() => queryHighlights(query), [query]);
  const [marker, setMarker] = useState<Marker>(() => noMarks);
  useEffect(() => {
    if (wanted.length === 0 && rules.length === 0) {
      setMarker(() => noMarks);
      return;
    }
    let over = false;
    // Apart, for it brings the pattern engine, which a first look at the lines does not need.
    import('./text-marker.ts').then(
      ({ textMarker }) => over || setMarker(() => textMarker(wanted, rules)),
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [wanted, rules]);
  return marker;
}
