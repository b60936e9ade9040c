import { IconX } from '@tabler/icons-react';
import { lazy, memo, Suspense } from 'react';
import { count } from '../../../shared/model/format.ts';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { QueryBar } from '../../components/query/QueryBar.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useUrl } from '../../time/url-state.ts';
import { DoctorTab } from './doctor/DoctorTab.tsx';
import { FlameTab } from './flame/FlameTab.tsx';
import { FilterChips } from './query/FilterChips.tsx';
import { TraceSearches } from './query/TraceSearches.tsx';
import { traceHelp, traceLanguage, useTraceHistory } from './query/trace-language.tsx';
import { useTraceCompletion } from './query/use-candidates.ts';
import { RedTab } from './red/RedTab.tsx';
import { SamplingNote } from './SamplingNote.tsx';
import { TracesTab } from './search/TracesTab.tsx';
import { useCounts } from './search/use-counts.ts';
import { type TraceSearch, useTraceSearch } from './search/use-trace-search.ts';

/** Apart, because the layout of graphs is a large part that few addresses need. */
const ServiceMapTab = lazy(() =>
  import('./map/ServiceMapTab.tsx').then((module) => ({ default: module.ServiceMapTab })),
);

const TABS: [key: string, title: string][] = [
  ['', 'Traces'],
  ['services', 'Services'],
  ['map', 'Map'],
  ['flame', 'Flame graph'],
  ['doctor', 'Doctor'],
];

/** Many traces: one search, seen as a list, as services, as a map, as a flame graph, and by the doctor. */
export default function TracesView() {
  const search = useTraceSearch();
  const { params, edit } = useUrl();
  const tab = params.get('tab') ?? '';
  const go = (next: string) =>
    edit((target) => (next === '' ? target.delete('tab') : target.set('tab', next)));
  useKeys(Object.fromEntries(TABS.map(([key], i) => [String(i + 1), () => go(key)])));
  return (
    <div className="view-page">
      <div className="view-head">
        <h1>Traces</h1>
        <QueryBar
          language={traceLanguage}
          useCompletion={useTraceCompletion}
          filter={search.coarseFilter}
          useHistory={useTraceHistory}
          text={search.text}
          onText={search.setText}
          placeholder="service:orders duration>10ms status:error"
          result={<ResultText search={search} />}
          help={traceHelp}
        />
        {search.fileId !== null && (
          <button
            type="button"
            className="btn"
            title="Show all traces again"
            onClick={() => edit((next) => next.delete('file'))}
          >
            file {search.fileId} <IconX size={12} />
          </button>
        )}
        <TraceSearches search={search} />
        <OpenFileButton />
      </div>
      <Tabs label="Traces as" tabs={TABS} value={tab} onChange={go}>
        <FilterChips search={search} />
        <SamplingNote />
      </Tabs>
      <Suspense fallback={<Skeleton rows={12} />}>
        <TabContent tab={tab} search={search} />
      </Suspense>
    </div>
  );
}

/** Drawn again when the search changes, not whenever an answer is under way. */
const TabContent = memo(function TabContent({ tab, search }: { tab: string; search: TraceSearch }) {
  if (tab === 'services') return <RedTab search={search} />;
  if (tab === 'map') return <ServiceMapTab search={search} />;
  if (tab === 'flame') return <FlameTab search={search} />;
  if (tab === 'doctor') return <DoctorTab search={search} />;
  return <TracesTab search={search} />;
});

function ResultText({ search }: { search: TraceSearch }) {
  const counts = useCounts(search.coarseFilter);
  if (!counts) return null;
  const { traces, spans, errors, done } = counts;
  return (
    <span title={`${count(counts.scannedTraces)} traces looked at`} role="status">
      {count(traces)}
      {done ? '' : '…'} {traces === 1 ? 'trace' : 'traces'}
      <span className="wide-only">
        , {count(spans)} {spans === 1 ? 'span' : 'spans'}
        {errors > 0 && <span className="err">, {count(errors)} failed</span>}
      </span>
    </span>
  );
}
