import { useViewportSize } from '@mantine/hooks';
import { useMemo } from 'react';
import type { RouteView, RoutingView } from '../../../../shared/contract/notifications.ts';
import { count } from '../../../../shared/model/format.ts';
import type { Label } from '../../../../shared/model/series.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useUrlParam } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { FileFaults } from './FileFaults.tsx';
import { ReceiverCard } from './ReceiverCard.tsx';
import { RouteTester } from './RouteTester.tsx';
import { RouteTree } from './RouteTree.tsx';
import { RoutingEmpty } from './RoutingEmpty.tsx';
import { RoutingFile } from './RoutingFile.tsx';
import css from './receivers.module.css';
import { parseLabelSet, routesByReceiver, takenRoutes } from './route-test.ts';
import { useRouting } from './use-routing.ts';

const NARROW_PX = 1100;

/** Who is told, by which ways, and by which routes alerts come to them. */
export default function ReceiversView() {
  const { data, error, isFetching, refetch } = useRouting();
  const narrow = useViewportSize().width < NARROW_PX;
  return (
    <div className="view-page">
      <AlertsHead page="/alerts/receivers">
        {data ? (
          <span className="t2 nowrap wide-only" title="Alerts that are told together">
            {data.groups === 1 ? '1 group' : `${count(data.groups)} groups`} now
          </span>
        ) : null}
      </AlertsHead>
      <LoadingBar active={isFetching && !data} />
      {error && !data ? (
        <ErrorNote error={error} what="Receivers" onRetry={() => void refetch()} />
      ) : data ? (
        <Routing routing={data} narrow={narrow} />
      ) : (
        <Skeleton rows={8} />
      )}
    </div>
  );
}

interface Trial {
  fault: string | null;
  taken: readonly RouteView[] | null;
}

/** What becomes of an alert with the labels of the text. */
function trial(root: RouteView, text: string): Trial {
  if (text.trim() === '') return { fault: null, taken: null };
  try {
    const labels: Label[] = parseLabelSet(text);
    return { fault: null, taken: takenRoutes(root, labels) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), taken: null };
  }
}

function Routing({ routing, narrow }: { routing: RoutingView; narrow: boolean }) {
  const { file, route, receivers } = routing;
  const [labels, setLabels] = useUrlParam('labels', { replace: true });
  const [chosen, setChosen] = useUrlParam('receiver', { replace: true });
  const { fault, taken } = useMemo(() => trial(route, labels), [route, labels]);
  const routes = useMemo(() => routesByReceiver(route), [route]);
  const told = new Set(file === null ? [] : taken?.map(({ receiver }) => receiver));
  const isDesktop = window.trivet !== undefined;
  return (
    <SplitPane
      // Of each direction a size of its own.
      key={narrow ? 'column' : 'row'}
      name={narrow ? 'receivers-column' : 'receivers'}
      direction={narrow ? 'column' : 'row'}
      sized="second"
      initial={narrow ? 300 : 520}
      least={narrow ? 120 : 360}
      first={
        file === null ? (
          <div className={css.scroll}>
            <RoutingEmpty isDesktop={isDesktop} />
          </div>
        ) : (
          <div className={css.pane}>
            <FileFaults file={file} />
            <RouteTester text={labels} fault={fault} taken={taken} onText={setLabels} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <div className={css.scroll} tabIndex={0}>
              <RouteTree root={route} taken={taken} onReceiver={setChosen} />
            </div>
          </div>
        )
      }
      second={
        <section className={css.pane} aria-label="Receivers">
          <div className="pane-head">
            <h2>Receivers</h2>
            <span className="sub">{count(receivers.length)}</span>
          </div>
          <div className={css.scroll}>
            {receivers.map((receiver) => (
              <ReceiverCard
                key={receiver.name}
                receiver={receiver}
                routes={routes.get(receiver.name) ?? 0}
                isChosen={receiver.name === chosen || told.has(receiver.name)}
              />
            ))}
            {file === null ? null : (
              <div className={css.another}>
                <p className="t3 fs12">Another file, or none:</p>
                <RoutingFile />
              </div>
            )}
          </div>
        </section>
      }
    />
  );
}
