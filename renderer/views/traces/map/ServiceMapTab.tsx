import type { ServiceMap } from '../../../../shared/contract/trace-answers.ts';
import { count } from '../../../../shared/model/format.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { HowToSend } from '../HowToSend.tsx';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { MapCanvas } from './MapCanvas.tsx';
import { MapDetail } from './MapDetail.tsx';
import { MapList } from './MapList.tsx';
import css from './map.module.css';

/** Who calls whom in the traces found: drawing left, the same as a list right. */
export function ServiceMapTab({ search }: { search: TraceSearch }) {
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall('traces.map', search.coarseFilter);
  if (error && !data) return <ErrorNote error={error} what="Service map" onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <>
      <LoadingBar active={isFetching && isPlaceholderData} />
      {data.nodes.length === 0 ? (
        <EmptyState title="No calls to draw">
          <p>
            No trace of this range and query has a span. The map shows every service that sent spans, and the
            databases, queues and outside hosts that their client spans name (db.system, messaging.system,
            server.address).
          </p>
          <HowToSend />
        </EmptyState>
      ) : (
        <MapPanes map={data} search={search} />
      )}
    </>
  );
}

function MapPanes({ map, search }: { map: ServiceMap; search: TraceSearch }) {
  const [selected, setSelected] = useUrlParam('node', { replace: true });
  const windowMs = search.window.endMs - search.window.startMs;
  const node = map.nodes.find(({ id }) => id === selected);
  const clear = () => setSelected('');
  const toggle = (id: string) => setSelected(id === selected ? '' : id);
  useKeys({ Escape: clear }, selected !== '');
  return (
    <SplitPane
      name="traces-map"
      direction="row"
      sized="second"
      initial={380}
      least={240}
      first={
        <>
          <div className="pane-head">
            <h2>Service map</h2>
            <span className="sub">
              {map.truncated ? 'the first ' : ''}
              {count(map.traces)} {map.traces === 1 ? 'trace' : 'traces'}
            </span>
            <span className="grow" />
            <span className="sub">rate · errors · p95</span>
          </div>
          <MapCanvas
            map={map}
            windowMs={windowMs}
            selected={selected}
            onSelect={toggle}
            onFilter={search.onlyNode}
          />
        </>
      }
      second={
        <div className={css.list}>
          <MapList nodes={map.nodes} windowMs={windowMs} selected={selected} onSelect={toggle} />
          {node && <MapDetail map={map} node={node} windowMs={windowMs} search={search} onSelect={toggle} />}
        </div>
      }
    />
  );
}
