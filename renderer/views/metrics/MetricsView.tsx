import { IconCode, IconListSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useLocation } from 'wouter';
import { count } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useUrlParam, useViewHref } from '../../time/url-state.ts';
import { CardinalityTab } from './cardinality/CardinalityTab.tsx';
import { CodeBar } from './editor/CodeBar.tsx';
import { MetricList } from './list/MetricList.tsx';
import { MetricsEmpty } from './MetricsEmpty.tsx';
import css from './metrics.module.css';
import { picked } from './query/explore-state.ts';
import { PickBar } from './query/PickBar.tsx';
import { pickedFrom } from './query/read-query.ts';
import { ResultPane } from './result/ResultPane.tsx';
import { type Explore, useExplore } from './use-explore.ts';

const TABS: [key: string, title: string][] = [
  ['', 'Explore'],
  ['cardinality', 'Cardinality'],
  ['targets', 'Targets'],
];

/** All metrics of this machine: picked from the list or asked for in PromQL. */
export default function MetricsView() {
  const [tab, setTab] = useUrlParam('tab');
  const [, navigate] = useLocation();
  const href = useViewHref();
  const explore = useExplore();
  const go = (next: string) => (next === 'targets' ? navigate(href('/metrics/targets')) : setTab(next));
  useKeys({ 1: () => go(''), 2: () => go('cardinality'), 3: () => go('targets') });
  return (
    <div className="view-page">
      <div className="view-head">
        <h1>Metrics</h1>
        <span className="t3 fs12">
          {explore.families ? `${count(explore.families.length)} in this range` : ''}
        </span>
        <span className="grow" />
        {tab === '' ? <ModeButton explore={explore} /> : null}
      </div>
      <Tabs label="Metrics as" tabs={TABS} value={tab} onChange={go} />
      {tab === 'cardinality' ? (
        <CardinalityTab onMetric={(metric) => navigate(href('/metrics', { m: metric }))} />
      ) : (
        <ExploreTab explore={explore} />
      )}
    </div>
  );
}

/** From picking to PromQL with what was built, and back as far as the query can be picked. */
function ModeButton({ explore }: { explore: Explore }) {
  const { state, queries, change } = explore;
  const written = state.queries;
  const back = written === null ? null : pickedFrom(written[0] ?? '');
  const flip = () => {
    if (written === null)
      change({ queries: queries.length === 0 ? [''] : queries.map(({ expr }) => expr), only: [] });
    else if (back?.metric === state.metric || !back) change({ queries: null, only: [] });
    else change({ ...picked(back.metric), where: back.where, by: back.by });
  };
  useKeys({ e: flip });
  return (
    <button
      type="button"
      className="btn"
      title={written ? 'Pick a metric: e' : 'Write PromQL: e'}
      onClick={flip}
    >
      {written ? <IconListSearch size={14} /> : <IconCode size={14} />}
      {written ? 'Pick' : 'PromQL'}
    </button>
  );
}

function ExploreTab({ explore }: { explore: Explore }) {
  const { state, families, familiesError, choice, change } = explore;
  const search = useRef<HTMLInputElement>(null);
  if (familiesError && !families) return <ErrorNote error={familiesError} what="Metrics" />;
  if (!families) return <Skeleton rows={14} />;
  if (families.length === 0 && state.queries === null && state.metric === '') return <MetricsEmpty />;
  return (
    <SplitPane
      name="metrics-list"
      direction="row"
      sized="first"
      initial={320}
      least={180}
      most={640}
      first={
        <MetricList
          families={families}
          chosen={state.metric}
          search={search}
          onChoose={(metric) => change(picked(metric))}
        />
      }
      second={
        <div className={css.work}>
          {state.queries !== null ? (
            <CodeBar explore={explore} />
          ) : choice ? (
            <PickBar explore={explore} choice={choice} />
          ) : null}
          {state.queries !== null || choice ? (
            <ResultPane explore={explore} />
          ) : (
            <PickOne explore={explore} />
          )}
        </div>
      }
    />
  );
}

/** Nothing is picked yet: where to begin. */
function PickOne({ explore }: { explore: Explore }) {
  const { families, change } = explore;
  const names = new Set(families?.map(({ name }) => name));
  const known = BEGINNINGS.filter(([metric]) => names.has(metric));
  return (
    <div className={css.none}>
      <p className="med">Pick a metric on the left, or write PromQL.</p>
      <p className="t2">
        A counter is drawn as its rate, a histogram as its quantiles and heatmap, a gauge as it is. Split it
        by a label, narrow it to values, drag over the chart to zoom.
      </p>
      {known.length > 0 ? (
        <ul className={css.beginnings}>
          {known.map(([metric, text, by]) => (
            <li key={metric}>
              <button type="button" className={css.begin} onClick={() => change({ ...picked(metric), by })}>
                <span>{text}</span>
                <span className="mono t3 cut">{metric}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** What most machines have, in the words of a person who looks for it. */
const BEGINNINGS: [metric: string, text: string, by: string[]][] = [
  ['container_cpu_usage_seconds_total', 'CPU of containers', ['name']],
  ['container_memory_working_set_bytes', 'Memory of containers', ['name']],
  ['container_network_receive_bytes_total', 'What containers receive', ['name']],
  ['http_requests_total', 'HTTP requests', []],
  ['http_request_duration_seconds', 'How long HTTP requests take', []],
  ['traces_spanmetrics_calls_total', 'Calls of services', ['service']],
  ['traces_spanmetrics_latency', 'How long calls take', []],
  ['node_cpu_seconds_total', 'CPU of the host', ['mode']],
  ['node_memory_MemAvailable_bytes', 'Memory the host has left', []],
];
