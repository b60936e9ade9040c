import { SplitPane } from '../../components/SplitPane.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useKeys } from '../../shell/keys.ts';
import { useUrlParam } from '../../time/url-state.ts';
import { LogDetail } from './detail/LogDetail.tsx';
import { FieldsPane } from './fields/FieldsPane.tsx';
import { useMarker } from './highlights/use-marker.ts';
import { LogsEmpty } from './LogsEmpty.tsx';
import { LogsHead } from './LogsHead.tsx';
import { ListPane } from './list/ListPane.tsx';
import { PatternsPane } from './patterns/PatternsPane.tsx';
import { FieldStatsPane } from './stats/FieldStatsPane.tsx';
import { useLogLook } from './use-log-look.ts';
import { useLogSearch } from './use-log-search.ts';
import { useLogVolume } from './use-log-volume.ts';
import { useSelectedLine } from './use-selected-line.ts';
import { VolumePane } from './VolumePane.tsx';

/** Every line that came here: one search, its volume and fields, the lines, and one line's detail. */
export default function LogsView() {
  const search = useLogSearch();
  const look = useLogLook();
  const volumes = useLogVolume(search);
  const marker = useMarker(search);
  const streams = useCall('logs.streams', {}, { staleMs: 5_000 });
  const [selected, setSelected] = useSelectedLine();
  const [stats, setStats] = useUrlParam('stats');
  const close = () => setSelected(null);
  const toggle = (name: Parameters<typeof look.toggle>[0]) => () => look.toggle(name);
  useKeys({ Escape: close }, selected !== null);
  useKeys({ w: toggle('wrap'), v: toggle('raw'), F: toggle('fields'), p: toggle('patterns') });
  if (streams.data?.length === 0) return <LogsEmpty />;
  const list = (
    <ListPane
      search={search}
      look={look}
      marker={marker}
      selected={selected?.id ?? null}
      onSelect={setSelected}
      onStats={setStats}
    />
  );
  const detail = selected && (
    <LogDetail
      key={selected.id}
      row={selected}
      search={search}
      look={look}
      marker={marker}
      onStats={setStats}
      onSelect={setSelected}
      onClose={close}
    />
  );
  const choosePattern = (how: 'only' | 'without') => (id: number) =>
    search.choose({ kind: 'pattern' }, String(id), how);
  const patterns = (
    <PatternsPane
      filter={search.coarse}
      onKeep={choosePattern('only')}
      onHide={choosePattern('without')}
      onClose={toggle('patterns')}
    />
  );
  return (
    <div className="view-page">
      <LogsHead search={search} look={look} volumes={volumes} />
      <VolumePane volume={volumes.volume} />
      {stats !== '' && <FieldStatsPane field={stats} search={search} onClose={() => setStats('')} />}
      <SplitPane
        name="logs-patterns"
        direction="column"
        sized="second"
        initial={172}
        least={84}
        first={
          <SplitPane
            name="logs-facets"
            direction="row"
            sized="first"
            initial={208}
            least={140}
            first={
              look.fields ? (
                <FieldsPane search={search} look={look} volumes={volumes} onStats={setStats} />
              ) : null
            }
            second={
              <SplitPane
                name="logs-detail"
                direction="row"
                sized="second"
                initial={368}
                least={240}
                first={list}
                second={detail}
              />
            }
          />
        }
        second={look.patterns ? patterns : null}
      />
    </div>
  );
}
